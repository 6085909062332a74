// Inventory: what an organisation says about its AI, as it said it.
//
// What it is: imports (the bytes that came in), use cases (one row, or one declared system) with
// every raw cell beside its normalised value, and the remarks of the normaliser. What it is not:
// the rules (use/inventory/). Plain structs that own their strings; cells are UTF-8 text after
// text/decode.h. Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/foreign.h"

namespace bartizan::record {

// One cell as it stood.
struct Cell {
  std::uint32_t column = 0;  // 0-based index in the sheet
  std::string raw;

  friend bool operator==(const Cell&, const Cell&) = default;
};

// How a value came from its cell.
enum class Treatment : std::uint8_t {
  kept,      // the same, but for blanks around it
  recoded,   // by a rule of the schema (an enumeration's other spelling)
  guessed,   // by a rule that could be wrong (a date's shape, a list's separator)
  left,      // could not be understood; the value is the raw text
  declared,  // written by a person here, not imported
};
std::string_view name(Treatment treatment);
std::optional<Treatment> treatment(std::string_view name);

struct Field {
  std::string id;     // of the schema: "development_stage"
  std::string value;  // normalised; list values joined by "; "; dates YYYY, YYYY-MM or YYYY-MM-DD
  Treatment treatment = Treatment::kept;
  std::optional<std::uint32_t> column;  // where the raw cell stands

  friend bool operator==(const Field&, const Field&) = default;
};

// A declared AI use case: a row of an inventory, or a system.toml.
struct UseCase {
  std::string
      id;  // "system_" + base32 of SHA-256 over import, agency, use-case id or name, ordinal
  std::string import;         // id of the import it came with; empty when added here
  std::uint64_t row = 0;      // 1-based record in the source; 0 without one
  std::string source;         // file name, or path of the system.toml
  std::vector<Field> fields;  // in the schema's order
  std::vector<Cell> cells;    // every cell of the row, also those that no field took

  const Field* field(std::string_view wanted) const;
  std::string_view value(std::string_view wanted) const;  // empty without one

  friend bool operator==(const UseCase&, const UseCase&) = default;
};

struct Import {
  std::string id;      // "import_" + base32 of SHA-256 over the bytes and the schema
  std::string file;    // its name, without folders
  std::string sha256;  // of the bytes
  std::string schema;  // "omb-2025" ...
  std::string sheet;   // of a workbook
  base::Millis imported = 0;
  std::uint64_t rows = 0;             // that became use cases
  std::uint64_t header_row = 0;       // 1-based
  std::vector<std::string> headers;   // as they stand, by column
  std::vector<std::string> field_of;  // schema field of each column, empty where none fits
  std::vector<std::vector<std::string>> preamble;  // records before the header (banners)
  std::vector<Note> notes;                         // with their rows and columns
  std::string bytes;                               // the file itself, for a byte-identical export

  friend bool operator==(const Import&, const Import&) = default;
};

}  // namespace bartizan::record
