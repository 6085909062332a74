// Keys: what stands in any file of code or configuration, whether or not it names AI itself.
//
// What it is: a last look at a file that the other readers have read: keys that their shape tells,
// passwords in URLs, and in languages without a reader of their own keys that a variable tells.
// What a reader has said of the same line is not said again. Names follow docs/discovery.md:
// `key:<provider>`, for a password `key:<scheme>`; never the value. What it is not: a reader of
// documents, whose keys are examples. Pure but for the report it is given.
#pragma once

#include <cstdint>
#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use::keys {

// Code of languages that have no other reader: only keys are looked for.
bool claims_other_code(std::string_view path, std::string_view front);
void read_other_code(SourceText& source);

// What nobody claims: markup and queries, and plain text, whose passwords are examples.
enum class Look : std::uint8_t { none, shapes, all };
Look look_into(std::string_view path);
// Whether what the reader of that id reads is written for people.
bool is_document(std::string_view reader);

// `look`: only keys that their shape tells, or all.
void put_keys(SourceText& source, Look look);

}  // namespace bartizan::use::keys
