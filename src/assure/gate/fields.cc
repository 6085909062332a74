#include "assure/gate/fields.h"

#include <algorithm>
#include <array>

namespace bartizan::assure::gate {
namespace {

using enum FieldType;

// Words in ascending order where they have one; the first is the least.
constexpr std::string_view kSeverities = "none info low medium high critical";

constexpr std::array kScan{
    FieldSpec{"verdict", word, "clean incomplete suspicious malicious", true},
    FieldSpec{"severity", word, kSeverities, true},
    FieldSpec{"format"},  // of the file and of what it contains
    FieldSpec{"rule"},
    FieldSpec{"path"},
    FieldSpec{"sha256", caseless},
    FieldSpec{"size", number},
    FieldSpec{"depth", word, "structure content full", true},
};
constexpr std::array kFinding{
    FieldSpec{"rule"},
    FieldSpec{"verdict", word, "clean incomplete suspicious malicious", true},
    FieldSpec{"severity", word, kSeverities, true},
    FieldSpec{"confidence", word, "low medium high", true},
    FieldSpec{"about"},
    FieldSpec{"cwe", caseless},
    FieldSpec{"atlas", caseless},
    FieldSpec{"owasp", caseless},
    FieldSpec{"path"},
};
constexpr std::array kCoverage{
    FieldSpec{"state", word, "refused partial complete", true},
    FieldSpec{"reason"},
    FieldSpec{"depth", word, "structure content full", true},
    FieldSpec{"path"},
    FieldSpec{"format"},
};
constexpr std::array kVulnerability{
    FieldSpec{"id", caseless},  // and its aliases
    FieldSpec{"malicious", yes_no},
    FieldSpec{"kev", yes_no},
    FieldSpec{"ransomware", yes_no},
    FieldSpec{"severity", word, kSeverities, true},
    FieldSpec{"cvss", number},
    FieldSpec{"epss", number},
    FieldSpec{"cwe", caseless},
    FieldSpec{"fit", word, "possible certain", true},
    FieldSpec{"reach", word, "unknown declared installed imported", true},
    FieldSpec{"outcome", caseless},
    FieldSpec{"days", number},
    FieldSpec{"due", FieldType::time},
    FieldSpec{"overdue", yes_no},
    FieldSpec{"forensic", yes_no},
    FieldSpec{"exposed", yes_no},
    FieldSpec{"state", word, "open investigating fixed not-affected accepted"},
    FieldSpec{"fixed-in"},
    FieldSpec{"package"},
    FieldSpec{"purl"},
    FieldSpec{"feed"},
};
constexpr std::array kSignature{
    FieldSpec{"state", word, "invalid unsigned unvouched verified", true},
    FieldSpec{"method", word, "key certificate keyless"},
    FieldSpec{"identity"},
    FieldSpec{"issuer"},
    FieldSpec{"key", caseless},
    FieldSpec{"signed", FieldType::time},
    FieldSpec{"warning"},
    FieldSpec{"path"},
};
constexpr std::array kLicence{
    FieldSpec{"licence", caseless},
    FieldSpec{"name"},
    FieldSpec{"provider"},
};
constexpr std::array kComponent{
    FieldSpec{"kind", word,
              "package model dataset agent tool mcp-server skill prompt endpoint vector-store "
              "credential runtime resource"},
    FieldSpec{"name"},
    FieldSpec{"version"},
    FieldSpec{"provider"},
    FieldSpec{"purl"},
    FieldSpec{"revision"},
    FieldSpec{"pinned", yes_no},
    FieldSpec{"remote-code", yes_no},
    FieldSpec{"hosted", yes_no},
    FieldSpec{"address"},
    FieldSpec{"category"},
    FieldSpec{"certainty", word, "low medium high", true},
};
constexpr std::array kBom{
    FieldSpec{"standard", word, "g7 cisa ntia"},
    FieldSpec{"element", caseless},
    FieldSpec{"group"},
    FieldSpec{"state", word, "missing needs-human partly met not-applicable"},
    FieldSpec{"source", word, "unknown declared derived observed"},
};
constexpr std::array kFeed{
    FieldSpec{"id"},
    FieldSpec{"kind", word, "osv cve kev epss avid"},
    FieldSpec{"imported", FieldType::time},
    FieldSpec{"dated", FieldType::time},
    FieldSpec{"records", number},
    FieldSpec{"refused", number},
    FieldSpec{"checksum", yes_no},
    FieldSpec{"stale", yes_no},
};

// A subject of a kind that no component has: what lies on a disk, and what else is judged.
constexpr std::array<std::string_view, 17> kSubjects{
    "model-file", "file",     "package",      "model",      "dataset", "agent",
    "tool",       "mcp-server", "skill",      "prompt",     "endpoint", "vector-store",
    "credential", "runtime",  "resource",     "bom",        "feed"};
constexpr std::string_view kComponents =
    "model-file package model dataset agent tool mcp-server skill prompt endpoint vector-store "
    "credential runtime resource";

// In the order of FactKind.
constexpr std::array<KindSpec, kFactKinds> kKinds{{
    {FactKind::scan, kScan, "model-file file"},
    {FactKind::finding, kFinding, "model-file file"},
    {FactKind::coverage, kCoverage, "model-file file"},
    {FactKind::vulnerability, kVulnerability, "model-file package model runtime"},
    {FactKind::signature, kSignature, "model-file"},
    {FactKind::licence, kLicence, "model-file package model dataset"},
    {FactKind::component, kComponent, kComponents},
    {FactKind::bom, kBom, "bom"},
    {FactKind::feed, kFeed, "feed"},
}};

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) {
    const std::size_t blank = words.find(' ');
    all.push_back(words.substr(0, blank));
    words.remove_prefix(blank == words.npos ? words.size() : blank + 1);
  }
  return all;
}

}  // namespace

const FieldSpec* KindSpec::field(std::string_view key) const {
  const auto at = std::ranges::find(fields, key, &FieldSpec::key);
  return at == fields.end() ? nullptr : &*at;
}

bool KindSpec::expects(std::string_view subject_kind) const {
  const auto all = split(subjects);
  return std::ranges::find(all, subject_kind) != all.end();
}

const KindSpec& spec(FactKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::span<const std::string_view> subject_kinds() { return kSubjects; }

std::vector<std::string_view> words_of(const FieldSpec& field) { return split(field.words); }

int rank(const FieldSpec& field, std::string_view word) {
  const auto words = split(field.words);
  const auto at = std::ranges::find(words, word);
  return at == words.end() ? -1 : static_cast<int>(at - words.begin());
}

}  // namespace bartizan::assure::gate
