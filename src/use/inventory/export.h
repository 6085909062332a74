// Export: an inventory leaves as CSV or JSON, whole or fit for the public.
//
// What it is: text out of records. Cells that a spreadsheet would run as formulas get a mark in
// front, cells that begin with the mark get a second one, and a last column says so: importing the
// file again restores every cell. The bytes of the import itself (record::Import::bytes) are the
// raw export. What it is not: a writer of workbooks. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"

namespace bartizan::use {

// With the mark where a spreadsheet would take the cell for a formula, and the inverse.
std::string neutralise_cell(std::string_view cell);
std::string restore_cell(std::string_view cell);
// The header of the last column of an export with marks, and where it stands among `headers`
// (headers.size() when it does not).
inline constexpr std::string_view kMarkerHeader = "cells_marked_by_bartizan";
std::size_t marker_column(std::span<const std::string> headers);

}  // namespace bartizan::use
