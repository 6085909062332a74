// Match: which record is the header of a table, and which form it belongs to.
//
// What it is: headers found by content, columns given to fields of the schema that fits best. What
// it is not: a reader of files or of answers. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "use/inventory/schema.h"

namespace bartizan::use {

// How well a record fits as the header of a schema.
struct HeaderMatch {
  const Schema* schema = nullptr;
  std::size_t record = 0;                    // index among those given
  std::vector<const SchemaField*> field_of;  // by column, nullptr where none fits
  std::size_t columns = 0;                   // with a header
  std::size_t matched = 0;                   // of those
  double score = 0;  // 0 to 1: three quarters for headers that fit, one for fields that are there
};

// The headers of one record against one schema.
HeaderMatch match_headers(const Schema& schema, std::span<const std::string> headers);

// The best of the first kHeaderWithin records and all `schemas`; schema is nullptr when no record
// names at least two fields and the one that says which use case it is. At the same score the
// earlier schema wins. `others`, where given, gets the best of each other schema.
inline constexpr std::size_t kHeaderWithin = 30;
HeaderMatch find_header(std::span<const Schema> schemas,
                        std::span<const std::vector<std::string>> records,
                        std::vector<HeaderMatch>* others = nullptr);

}  // namespace bartizan::use
