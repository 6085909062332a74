// Values: what the reading of expressions (value.cc) and of names (names.cc) share.
//
// What it is: their common limit, and how what an expression may be is narrowed and joined. What it
// is not: for other files; Value itself is source.h's. Pure.
#pragma once

#include <string_view>

#include "use/parse/discover/script/source.h"

namespace bartizan::use::script {

// Declarations, parentheses and branches within each other.
inline constexpr unsigned kMostDepth = 12;
// The module of what the runtime's environment holds.
inline constexpr std::string_view kEnvironment = "process.env";

// Certainty is medium at most from now on.
void weaken(Value& value);
// What either of the two may be; what is known of `into` comes first.
void unite(Value& into, Value&& other);

}  // namespace bartizan::use::script
