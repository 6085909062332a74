// Fetched: what a command line fetches when it starts, and whether that is always the same.
//
// What it is: npx, uvx, docker run and their like, alone or behind env, cmd or a shell, and the
// forms of one version in each. What it is not: a shell; words that a configuration has in one
// string are told apart by blanks. Pure functions over text that others wrote, in linear time.
#pragma once

#include <string_view>

namespace bartizan::run {

// Whether the program that is started is fetched under a name that may mean another one tomorrow:
// no version, a range of them, "latest", a branch, an image without a digest.
bool fetches_any_version(std::string_view command, std::string_view arguments);

// "v0.6", "3.12-slim", "20260101"; of "latest", "stable" and "1" nobody knows which they are.
bool is_exact_tag(std::string_view tag);

// A commit, or the tag of a version; a branch or a request to merge is none.
bool is_exact_revision(std::string_view revision);

}  // namespace bartizan::run
