// Assemble: a table becomes an import: header found, columns matched, every cell kept and read.
//
// What it is: rows of the parser "table" in, records out, with a summary of what was recoded,
// guessed or left. What it is not: a store or a linter. Nothing is dropped silently: records before
// the header become the preamble, blank ones are counted, sheets that are not imported are named in
// notes. Pure: the time is an argument.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/foreign.h"
#include "record/inventory.h"
#include "use/inventory/schema.h"
#include "use/inventory/table.h"

namespace bartizan::use {

struct ImportOptions {
  std::string_view schema;  // id; empty: the one that fits best
  std::string_view sheet;   // name; empty: the one that fits best
  std::string_view agency;  // for files without a column for it
};

struct FieldCounts {
  std::string field;
  std::uint64_t kept = 0, recoded = 0, guessed = 0, left = 0, blank = 0;
};

struct SchemaScore {
  std::string schema;
  double score = 0;
};

struct ImportSummary {
  double score = 0;                   // of the schema, 0 to 1; 0 when it was chosen by the caller
  std::vector<SchemaScore> others;    // best first
  std::vector<FieldCounts> fields;    // in the schema's order, those with a column
  std::vector<std::string> unmapped;  // headers that no field took
  std::uint64_t cells = 0;            // that are not empty, of the rows that became use cases
  std::uint64_t blank_rows = 0;
  std::uint64_t without_id = 0;
  std::map<std::string, std::uint64_t> repeated_ids;  // id -> rows, of those with several
  std::map<std::string, std::uint64_t> stages;        // value -> rows; "" for blank

  std::uint64_t recoded() const;
  std::uint64_t guessed() const;
  std::uint64_t left() const;
};

struct ImportResult {
  record::Import import;
  std::vector<record::UseCase> use_cases;
  ImportSummary summary;
};

// `file` is a name without folders; `bytes` is moved into the import.
ImportResult assemble(std::vector<record::Row> rows, std::string_view file, std::string_view sha256,
                      std::string bytes, base::Millis now, const ImportOptions& options = {});
ImportResult assemble(Table table, std::string_view file, std::string_view sha256,
                      std::string bytes, base::Millis now, const ImportOptions& options,
                      const std::vector<Schema>& schemas);

// "system_" and a hash over agency (of an import: its id as well), id or name, and how many of the
// same came before.
std::string use_case_id(std::string_view agency, std::string_view id_or_name,
                        std::uint64_t ordinal);
// The value that stands for the agency: abbreviation, name, else the front of an id or the domain
// of an address.
std::string agency_of(const record::UseCase& use_case);

}  // namespace bartizan::use
