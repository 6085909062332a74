#include "scan/formats/raw/format.h"

namespace bartizan::scan::raw {
namespace {

Claim claim(const Probe&) { return Claim::no; }

void parse(Artifact& artifact) { artifact.payload(0, artifact.size()); }

}  // namespace

constexpr Format kTensorData{"tensor-data", "tensor data", Kind::model, claim, parse};

}  // namespace bartizan::scan::raw
