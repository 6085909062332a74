#include "scan/formats/sevenzip/format.h"

#include "scan/formats/sevenzip/parse.h"

namespace bartizan::scan::sevenzip {
namespace {

using namespace std::string_view_literals;

Claim claim(const Probe& probe) {
  return base::text_of(probe.head).starts_with("7z\xBC\xAF\x27\x1C"sv) ? Claim::certain : Claim::no;
}

}  // namespace

constexpr Format kSevenZip{"7z", "7z archive", Kind::container, claim, parse};

}  // namespace bartizan::scan::sevenzip
