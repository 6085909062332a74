#include "use/parse/discover/rows.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bartizan::use {
namespace {

// kind, name, version, provider, signal, certainty, line, evidence
constexpr std::size_t kFixed = 8;
// key, value, provenance of each attribute
constexpr std::size_t kPerAttribute = 3;
constexpr std::array<std::string_view, 3> kStated{"no", "unknown", "yes"};
constexpr std::array<std::string_view, 8> kTopics{"container-not-root",
                                                  "endpoint-authenticated",
                                                  "endpoint-local-or-tls",
                                                  "endpoint-rate-limited",
                                                  "packages-pinned",
                                                  "remote-code-off",
                                                  "sandboxed",
                                                  "tool-permissions"};

}  // namespace

std::string_view name(Stated stated) { return kStated[static_cast<std::size_t>(stated)]; }

bool read_setting(const record::Row& row, Setting& setting) {
  if (row.fields.size() != 4) return false;
  const auto stated = std::ranges::find(kStated, row.field(1));
  const std::string_view line = row.field(2);
  const auto [end, error] = std::from_chars(line.begin(), line.end(), setting.line);
  if (std::ranges::find(kTopics, row.field(0)) == kTopics.end() || stated == kStated.end() ||
      error != std::errc() || end != line.end() || row.field(3).empty()) {
    return false;
  }
  setting.topic = row.field(0);
  setting.stated = static_cast<Stated>(stated - kStated.begin());
  setting.why = row.field(3);
  return true;
}

std::vector<std::string_view> fields_of(const record::Detection& detection,
                                        std::vector<std::string>& storage) {
  storage.assign(1, std::to_string(detection.line));
  std::vector<std::string_view> fields{record::name(detection.kind),
                                       detection.name,
                                       detection.version,
                                       detection.provider,
                                       detection.signal,
                                       record::name(detection.certainty),
                                       storage[0],
                                       detection.evidence};
  for (const record::Attribute& attribute : detection.attributes) {
    fields.insert(fields.end(),
                  {attribute.key, attribute.value, record::name(attribute.provenance)});
  }
  return fields;
}

bool read_detection(const record::Row& row, std::size_t first, record::Detection& detection) {
  if (row.fields.size() < first + kFixed) return false;
  if ((row.fields.size() - first - kFixed) % kPerAttribute != 0) return false;
  const auto kind = record::component_kind(row.field(first));
  const auto certainty = record::certainty(row.field(first + 5));
  if (!kind || !certainty) return false;
  detection.kind = *kind;
  detection.name = row.field(first + 1);
  detection.version = row.field(first + 2);
  detection.provider = row.field(first + 3);
  detection.signal = row.field(first + 4);
  detection.certainty = *certainty;
  const std::string_view line = row.field(first + 6);
  const auto [end, error] = std::from_chars(line.begin(), line.end(), detection.line);
  if (error != std::errc() || end != line.end()) return false;
  detection.evidence = row.field(first + 7);
  detection.attributes.clear();
  for (std::size_t i = first + kFixed; i < row.fields.size(); i += kPerAttribute) {
    const auto provenance = record::provenance(row.field(i + 2));
    if (!provenance) return false;
    detection.attributes.push_back(
        {std::string(row.field(i)), std::string(row.field(i + 1)), *provenance, {}});
  }
  return true;
}

}  // namespace bartizan::use
