// What signing and verifying share: names of paths, and rows of a parser. For this folder's
// sign*.cc files. Owns nothing; errors are sentences for people.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/foreign.h"
#include "run/foreign.h"

namespace bartizan::run::signing {

std::string last_part(const std::string& path);
// What a folder or file is called, also where it is named as "." or "models/"; "model" where that
// cannot be told.
std::string base_name(const std::string& path);
// Where `file` lies below `folder`, if it does.
std::optional<std::string> below(const std::string& folder, const std::string& file);

// All rows that `parser` makes of `bytes`. Error: there is no worker, or they were not read to
// their end.
std::expected<std::vector<record::Row>, std::string> read_rows(ForeignReader& reader,
                                                               std::string_view parser,
                                                               std::string_view name,
                                                               std::string_view bytes);

}  // namespace bartizan::run::signing
