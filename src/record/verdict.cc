#include "record/verdict.h"

#include <array>

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 5> kVerdicts{"not-a-model", "clean", "incomplete",
                                                    "suspicious", "malicious"};
constexpr std::array<std::string_view, 3> kDepths{"structure", "content", "full"};
constexpr std::array<std::string_view, 3> kStates{"complete", "partial", "refused"};
constexpr std::array<std::string_view, 5> kSeverities{"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 3> kConfidences{"low", "medium", "high"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <typename Enum, std::size_t N>
std::string_view at(const std::array<std::string_view, N>& names, Enum value) {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? names[i] : std::string_view("unknown");
}

}  // namespace

std::string_view name(Verdict verdict) { return at(kVerdicts, verdict); }
std::string_view name(Depth depth) { return at(kDepths, depth); }
std::string_view name(CoverageState state) { return at(kStates, state); }
std::string_view name(Severity severity) { return at(kSeverities, severity); }
std::string_view name(Confidence confidence) { return at(kConfidences, confidence); }

std::optional<Verdict> parse_verdict(std::string_view text) {
  return find<Verdict>(kVerdicts, text);
}
std::optional<Depth> parse_depth(std::string_view text) { return find<Depth>(kDepths, text); }
std::optional<CoverageState> parse_coverage_state(std::string_view text) {
  return find<CoverageState>(kStates, text);
}
std::optional<Severity> parse_severity(std::string_view text) {
  return find<Severity>(kSeverities, text);
}
std::optional<Confidence> parse_confidence(std::string_view text) {
  return find<Confidence>(kConfidences, text);
}

}  // namespace bartizan::record
