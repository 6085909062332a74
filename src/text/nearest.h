// Nearest: what somebody could have meant by a word that nobody knows.
//
// Pure; for short words of people, quadratic in their length.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bartizan::text {

// Characters that are put in, taken out or replaced, and neighbours that change places.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the smallest distance, the first of several; empty where all are so far away
// that none was meant: more than one character of up to four, two of up to eight, then three. The
// result is a view of the candidate's own text.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace bartizan::text
