// Keys: what stands in any file of code or configuration, whether or not it names AI itself.
//
// What it is: a last look at a file that the other readers have read: keys that their shape tells,
// passwords in URLs, and in languages without a reader of their own keys that a variable tells.
// What a reader has said of the same line is not said again. Names follow docs/discovery.md:
// `key:<provider>`, for a password `key:<scheme>`; never the value. What it is not: a reader of
// documents, whose keys are examples. Pure but for the report it is given.
#pragma once

#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use::keys {

// Code of languages that have no other reader: only keys are looked for.
bool claims_other_code(std::string_view path, std::string_view front);
void read_other_code(SourceText& source);

// Markup and queries, which nobody claims.
bool is_looked_into(std::string_view path);
// Whether what the reader of that id reads is written for people.
bool is_document(std::string_view reader);

void put_keys(SourceText& source);

}  // namespace bartizan::use::keys
