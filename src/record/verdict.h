// The words of a result: verdict, depth, coverage, severity, confidence. docs/verdicts.md explains
// them.
//
// Enumerators stand in ascending order of weight where that matters (Verdict). Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bartizan::record {

// Combining files or members takes the maximum.
enum class Verdict : std::uint8_t { not_a_model, clean, incomplete, suspicious, malicious };
enum class Depth : std::uint8_t { structure, content, full };
enum class CoverageState : std::uint8_t { complete, partial, refused };
enum class Severity : std::uint8_t { info, low, medium, high, critical };
enum class Confidence : std::uint8_t { low, medium, high };

std::string_view name(Verdict verdict);  // "clean", "not-a-model" ...
std::string_view name(Depth depth);
std::string_view name(CoverageState state);
std::string_view name(Severity severity);
std::string_view name(Confidence confidence);

std::optional<Verdict> parse_verdict(std::string_view text);
std::optional<Depth> parse_depth(std::string_view text);
std::optional<CoverageState> parse_coverage_state(std::string_view text);
std::optional<Severity> parse_severity(std::string_view text);
std::optional<Confidence> parse_confidence(std::string_view text);

}  // namespace bartizan::record
