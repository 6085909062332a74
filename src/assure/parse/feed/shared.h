// Shared: small readings that several forms of advisories have in common. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/tree.h"

namespace bartizan::assure::feed {

// Links kept of one advisory: the index is for finding, the rest stands behind the first of them.
inline constexpr std::size_t kMostLinks = 4;
inline constexpr std::size_t kMostSeverities = 8;
inline constexpr std::size_t kMostWeaknesses = 32;

// Adds what is not empty and not there yet, up to `most`.
void add_unique(std::vector<std::string>& all, std::string one, std::size_t most);
// "CWE-89" from "CWE-89" or "CWE-89 SQL injection"; nothing else.
void add_cwe(std::vector<std::string>& all, std::string_view text);
// Ids of an array of strings, without `own` and without what is no id.
void add_ids(std::vector<std::string>& all, const text::Node* array, std::string_view own);
// "critical", "high", "medium", "low"; "MODERATE" and other spellings, too; else empty.
std::string severity_word(std::string_view text);
// An http or https link of bounded length without blanks.
bool is_link(std::string_view url);
// A number as it is written, 0 to 10; 0 for anything else.
double score_of(const text::Node* number);

}  // namespace bartizan::assure::feed
