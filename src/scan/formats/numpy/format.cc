#include "scan/formats/numpy/format.h"

#include "scan/formats/numpy/parse.h"

namespace bartizan::scan::numpy {
namespace {

Claim claim(const Probe& probe) {
  return base::text_of(probe.head).starts_with(kMagic) ? Claim::certain : Claim::no;
}

}  // namespace

constexpr Format kNpy{"npy", "NumPy array", Kind::model, claim, parse};

}  // namespace bartizan::scan::numpy
