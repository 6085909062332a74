#include <algorithm>

#include "base/escape.h"
#include "use/parse/discover/reader.h"
#include "use/parse/discover/rows.h"

namespace bartizan::use {
namespace {

// No longer than kMostEvidence, cut between characters, on one line.
std::string shown(std::string_view evidence) {
  std::string line;
  for (const char c : evidence) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  if (line.size() <= record::kMostEvidence) return line;
  std::size_t end = record::kMostEvidence;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  line.resize(end);
  return line;
}

// A line of a bundle or of a lock file without line breaks is megabytes long, and is the evidence
// of thousands of detections. Cut at a blank, so that no half of a secret is left unmasked.
std::string_view front_of(std::string_view evidence) {
  constexpr std::size_t kLookedAt = 4096;
  if (evidence.size() <= kLookedAt) return evidence;
  evidence = evidence.substr(0, kLookedAt);
  const std::size_t blank = evidence.find_last_of(" \t\r\n");
  return blank == evidence.npos ? evidence : evidence.substr(0, blank);
}

}  // namespace

void Report::put(std::string_view kind, const Detection& detection, std::string_view symbol) {
  if (detection.kind == ComponentKind::credential && detection.name.starts_with("key:")) {
    keys_.emplace(detection.line, detection.name);
  }
  Detection clean = detection;
  clean.evidence = shown(text::mask_secrets(front_of(detection.evidence)));
  // A key where a name or an address was expected is a key all the same.
  clean.name = text::mask_secrets(detection.name);
  clean.version = text::mask_secrets(detection.version);
  for (record::Attribute& attribute : clean.attributes) {
    attribute.value = text::mask_secrets(attribute.value);
  }
  std::vector<std::string> storage;
  std::vector<std::string_view> fields = fields_of(clean, storage);
  if (!symbol.empty()) fields.insert(fields.begin(), symbol);
  rows_.row(kind, fields);
}

void Report::detection(const Detection& detection) { put(kDetectionRow, detection, {}); }

void Report::software(const Detection& detection) { put(kSoftwareRow, detection, {}); }

void Report::unresolved(const Detection& detection, std::string_view symbol) {
  put(kUnresolvedRow, detection, symbol);
}

void Report::constant(std::string_view name, std::string_view value, std::uint32_t line) {
  rows_.row(kConstantRow, {name, text::mask_secrets(value), std::to_string(line)});
}

void Report::owner(std::string_view pattern, std::string_view who, std::uint32_t line) {
  rows_.row(kOwnerRow, {pattern, who, std::to_string(line)});
}

void Report::setting(std::string_view topic, std::string_view stated, std::uint32_t line,
                     std::string_view why) {
  if (settings_++ >= kMostSettings) return;
  rows_.row(kSettingRow,
            {topic, stated, std::to_string(line), shown(text::mask_secrets(front_of(why)))});
}

}  // namespace bartizan::use
