#include "scan/formats/safetensors/format.h"

#include <algorithm>

#include "base/le.h"
#include "scan/formats/safetensors/parse.h"

namespace bartizan::scan::safetensors {
namespace {

// There is no magic: eight bytes of length, then an object. Readers take blanks before the brace,
// so the claim does too. Where length or first key are wrong, the format's own keys must follow, so
// that a truncated or hostile file is named and not merely unrecognised.
Claim claim(const Probe& probe) {
  if (probe.head.size() < kPrefixBytes + 2) return Claim::no;
  const auto length = base::load_le<std::uint64_t>(probe.head.data());
  std::string_view json = base::text_of(probe.head.subspan(kPrefixBytes));
  constexpr std::string_view kBlanks = " \t\n\r", kByteOrderMark = "\xEF\xBB\xBF";
  if (json.starts_with(kByteOrderMark)) json.remove_prefix(kByteOrderMark.size());
  json.remove_prefix(std::min(json.find_first_not_of(kBlanks), json.size()));
  if (!json.starts_with('{')) return Claim::no;
  const std::size_t key = json.find_first_not_of(kBlanks, 1);
  const bool object = key != std::string_view::npos && (json[key] == '"' || json[key] == '}');
  const bool fits = length >= 2 && length <= probe.size - kPrefixBytes && length <= kMaxHeader;
  if (fits && object) return Claim::certain;
  // Eight letters and a brace are source code, which may well speak of data_offsets.
  const auto is_text = [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7F}; };
  if (std::ranges::all_of(probe.head.first(kPrefixBytes), is_text)) return Claim::no;
  return json.contains("\"data_offsets\"") || json.contains("\"__metadata__\"") ? Claim::certain
                                                                                : Claim::no;
}

}  // namespace

constexpr Format kSafetensors{"safetensors", "safetensors", Kind::model, claim, parse};

}  // namespace bartizan::scan::safetensors
