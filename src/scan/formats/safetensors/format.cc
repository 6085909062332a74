#include "scan/formats/safetensors/format.h"

#include "base/le.h"
#include "scan/formats/safetensors/parse.h"

namespace bartizan::scan::safetensors {
namespace {

// There is no magic: eight bytes of length, then an object. Readers take blanks before and inside
// the brace, so the claim does too. A length that runs past the end is claimed only when the keys
// of the format follow, so that a truncated or hostile file is named and not merely unrecognised.
Claim claim(const Probe& probe) {
  if (probe.head.size() < kPrefixBytes + 2) return Claim::no;
  const auto length = base::load_le<std::uint64_t>(probe.head.data());
  const std::string_view json = base::text_of(probe.head.subspan(kPrefixBytes));
  constexpr std::string_view kBlanks = " \t\n\r";
  const std::size_t brace = json.find_first_not_of(kBlanks);
  if (brace == std::string_view::npos || json[brace] != '{') return Claim::no;
  const std::size_t next = json.find_first_not_of(kBlanks, brace + 1);
  if (next == std::string_view::npos || (json[next] != '"' && json[next] != '}')) return Claim::no;
  if (length >= 2 && length <= probe.size - kPrefixBytes && length <= kMaxHeader) {
    return Claim::certain;
  }
  return json.find("\"data_offsets\"") != std::string_view::npos ||
                 json.find("\"__metadata__\"") != std::string_view::npos
             ? Claim::certain
             : Claim::no;
}

}  // namespace

constexpr Format kSafetensors{"safetensors", "safetensors", Kind::model, claim, parse};

}  // namespace bartizan::scan::safetensors
