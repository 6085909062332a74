// Export: an inventory leaves as CSV or JSON, whole or fit for the public.
//
// What it is: text out of records. Cells that a spreadsheet would run as formulas get a mark in
// front, cells that begin with the mark get a second one, and a last column says so: importing the
// file again restores every cell. The bytes of the import itself (record::Import::bytes) are the
// raw export. What it is not: a writer of workbooks. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

// With the mark where a spreadsheet would take the cell for a formula, and the inverse.
std::string neutralise_cell(std::string_view cell);
std::string restore_cell(std::string_view cell);
// The header of the last column of an export with marks, and where it stands among `headers`
// (headers.size() when it does not).
inline constexpr std::string_view kMarkerHeader = "cells_marked_by_bartizan";
std::size_t marker_column(std::span<const std::string> headers);

// A change of a field after the import, as the JSON export and the history tell it.
struct ExportedEdit {
  std::string use_case, field, before, after, by, reason;
  base::Millis at = 0;
};

struct ExportOptions {
  // For the public: rows that are withheld say nothing but that, fields with ids and addresses and
  // columns that the form does not know are left out, and addresses in other texts are masked.
  bool public_version = false;
  bool values = false;  // normalised values under the form's field ids in place of raw cells
  std::span<const ExportedEdit> edits = {};  // oldest first; never in a public version
};
inline constexpr std::string_view kWithheldText = "[withheld]";
inline constexpr std::string_view kAddressText = "[address]";
// Neither "No" nor silent about it: a reason that is not understood withholds as well.
bool is_withheld(const record::UseCase& use_case);

// The table of one import: its headers, one record for each use case; answers that were edited
// since stand in their columns, answers without one in further columns at the end.
std::string export_csv(const record::Import& import, std::span<const record::UseCase> use_cases,
                       const ExportOptions& options = {});
// Use cases of any source under the field ids of a form.
std::string export_csv(const Schema& schema, std::span<const record::UseCase> use_cases,
                       const ExportOptions& options = {});
// What was changed of these use cases since they were imported or declared, one row for each field
// of each edit, oldest first within a use case: which, when, by whom, why, from what to what.
std::string history_csv(std::span<const record::UseCase> use_cases,
                        std::span<const ExportedEdit> edits);
// docs/schemas/inventory-1.schema.json. `import` may be nullptr.
std::string export_json(const record::Import* import, std::span<const record::UseCase> use_cases,
                        const ExportOptions& options = {});

}  // namespace bartizan::use
