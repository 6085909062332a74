// Rows: what a worker says it read, as a Bom. The parent's half of import.
//
// What it is: a check of every row before it is believed: names of enumerators, UTF-8, well-formed
// JSON, bounds. What does not fit is left out and counted. What it is not: a judgement of the
// document; that is in `problems`. Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "assure/parse/bom/model.h"
#include "assure/parse/bom/schema.h"
#include "record/foreign.h"

namespace bartizan::assure::bom {

struct Imported {
  std::optional<Bom> bom;         // nothing when the document was of no known format, or not asked
  std::vector<Problem> problems;  // by line
  std::vector<record::Note> notes;
  std::size_t refused = 0;  // rows that cannot have been written by our reader

  bool valid() const;  // no problem is an error, and no note
};
Imported bom_from_rows(std::span<const record::Row> rows);

}  // namespace bartizan::assure::bom
