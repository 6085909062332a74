// TableWriter: sends sheets, records and notes within the bounds of rows.
//
// What it is: the one place that cuts cells, splits wide records and counts. What it is not: a
// reader. Keeps views for the length of a call only. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/foreign.h"
#include "use/parse/inventory/table.h"

namespace bartizan::use {

class TableWriter {
 public:
  explicit TableWriter(record::Foreign& file) : file_(file) {}

  void table(std::string_view format, std::string_view encoding);
  void sheet(std::string_view name, bool visible, std::string_view dimensions);
  // False when a limit ends the table; a note has been sent.
  bool record(std::uint64_t number, std::uint64_t line, std::span<const std::string> cells);
  void note(record::NoteLevel level, std::string_view code, std::uint64_t line,
            std::uint32_t column, std::string message);

 private:
  std::string_view bounded(std::string_view cell, std::uint64_t number, std::size_t column);
  bool send(std::vector<std::string_view>& fields);

  record::Foreign& file_;
  std::uint32_t sheets_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t cells_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t notes_ = 0;
};

}  // namespace bartizan::use
