#include "toy_format/format.h"

#include "base/reader.h"
#include "toy_format/parse.h"

namespace bartizan::scan::crate {
namespace {

Claim claim(const Probe& probe) {
  return base::text_of(probe.head).starts_with(kMagic) ? Claim::certain : Claim::no;
}

}  // namespace

constexpr Format kCrate{"crate", "crate", Kind::model, claim, parse};

}  // namespace bartizan::scan::crate
