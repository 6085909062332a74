// Schema: a form of an inventory as the catalogue has it: what its columns are called and hold,
// which spellings mean the same, and which answers it requires of whom.
//
// What it is: catalogs/inventory/<id>.toml, read. Next year's form is a new file there. What it is
// not: a judge of rows (lint.h) or of headers (match.h). Views point into the catalogue's table,
// which must outlive the schemas; those of schemas() live as long as the program. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scan/catalog.h"

namespace bartizan::use {

// One question about one field's value; `values` where the operation has some.
struct Condition {
  enum class Op : std::uint8_t { is, is_not, begins, contains, filled, blank, future };
  std::string_view field;
  Op op = Op::is;
  std::vector<std::string_view> values;
};
// Whether all hold. `value` gives a field's value, `today` is YYYY-MM-DD.
bool holds(const std::vector<Condition>& conditions,
           const std::function<std::string_view(std::string_view)>& value, std::string_view today);
// As tools/catalog_compile writes them.
std::vector<Condition> read_conditions(std::string_view text);

enum class FieldType : std::uint8_t { text, one_of, list, date, yes_no, email, url };

struct SchemaField {
  std::string_view id, title;
  FieldType type = FieldType::text;
  bool key = false;        // says which use case it is
  bool personal = false;   // left out of a public version
  std::string_view after;  // of a header that stands several times: the column before it
  std::vector<std::string_view> headers;
  std::vector<std::string> squeezed;            // headers, compared as a whole
  std::vector<std::vector<std::string>> words;  // each: parts that a header must contain
  std::vector<std::string_view> values;         // what may be answered, in the form's order
  std::map<std::string, std::string_view, std::less<>> recode;  // squeezed spelling -> value
  std::map<std::string, std::string_view, std::less<>> guess;
  // What answers of earlier forms mean now, for comparing years; "": nothing that is offered now.
  std::map<std::string, std::string_view, std::less<>> earlier;
  std::vector<std::pair<std::string, std::string_view>> begins;  // words at the front -> value
  // A blank answer means `blank_then` where one of the fields is filled, else `blank_otherwise`.
  std::vector<std::string_view> blank_fields;
  std::string_view blank_then, blank_otherwise;

  bool has_value(std::string_view value) const;
};

struct Requirement {
  std::string_view rule;
  std::vector<std::string_view> fields;
  std::vector<Condition> when;
};

struct Schema {
  std::string_view id, title, source, checked, verified;
  int year = 0;
  std::vector<SchemaField> fields;
  std::vector<Requirement> requirements;

  const SchemaField* field(std::string_view wanted) const;
};

// The words of a rule: severity is "low", "medium" or "high".
struct InventoryRule {
  std::string_view id, title, severity, why, remedy, schema;
};

std::vector<Schema> load_schemas(const scan::Catalog& catalog);
// Those of the embedded catalogue, newest form first.
const std::vector<Schema>& schemas();
const Schema* find_schema(std::string_view id);
// By id; every rule has words (the catalogue's compiler sees to it).
const std::vector<InventoryRule>& inventory_rules();
const InventoryRule* find_inventory_rule(std::string_view id);

}  // namespace bartizan::use
