// Normalise: what one cell means, and how sure that is.
//
// What it is: a raw cell and its field of the schema in, a value and its treatment out; every rule
// is the schema's or a shape named here. What it is not: the place where raw cells are kept
// (record/inventory.h); nothing is thrown away here. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

struct Normal {
  std::string value;
  record::Treatment treatment = record::Treatment::kept;

  friend bool operator==(const Normal&, const Normal&) = default;
};

Normal normalise(const SchemaField& field, std::string_view raw);

// The items of a list literal as Python or JSON writes it: ['a', "b"]; false for anything else.
bool read_list_literal(std::string_view text, std::vector<std::string>& items);

// List values are joined so.
inline constexpr std::string_view kListSeparator = "; ";

}  // namespace bartizan::use
