// Pickles inside PyTorch archives: read by torch's unpickler, with its persistent ids.
#include "scan/formats/torch/container.h"

namespace bartizan::scan::torch {
namespace {

Claim claim_nothing(const Probe&) { return Claim::no; }

void parse(Artifact& artifact) { artifact.refused("format-not-analysed"); }

}  // namespace

constexpr Format kPickle{"pickle", "pickle", Kind::model, claim_nothing, parse};

}  // namespace bartizan::scan::torch
