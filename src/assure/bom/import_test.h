// What run/foreign does, without a sandbox: bytes through the parser and back through the rows.
#pragma once

#include <span>
#include <string_view>

#include "assure/bom/rows.h"
#include "assure/parse/bom/parse.h"

namespace bartizan::assure::bom::sample {

class Collect final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::size_t size = kind.size();
    for (const std::string_view field : fields) size += field.size();
    if (size > record::kMostRow || fields.size() > record::kMostFields) return false;
    rows.push_back({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }
  using record::RowSink::row;
  std::vector<record::Row> rows;
};

inline Imported import(std::string_view text, std::string_view options = {}) {
  const base::Limits limits;
  base::Budget budget(limits);
  base::MemorySource bytes(std::as_bytes(std::span(text)));
  Collect rows;
  record::Foreign file{"bom.json", bytes, text.size(), options, budget, rows};
  parse(file);
  return bom_from_rows(rows.rows);
}

}  // namespace bartizan::assure::bom::sample
