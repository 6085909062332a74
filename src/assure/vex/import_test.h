// A VEX document as a text, read as a worker and its parent would. For tests and fuzzing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/vex/parse.h"
#include "assure/vex/statements.h"

namespace bartizan::assure::vex {

class CollectRows final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    rows.push_back({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }
  using record::RowSink::row;
  std::vector<record::Row> rows;
};

inline Imported import_text(std::string_view text, std::string_view system = {},
                            base::Millis now = 1'795'000'000'000,
                            std::uint64_t steps = 1'000'000'000) {
  base::Limits limits;
  limits.steps = steps;
  base::Budget budget(limits);
  base::MemorySource bytes(std::as_bytes(std::span(text)));
  CollectRows rows;
  record::Foreign file{"vex.json", bytes, text.size(), {}, budget, rows};
  parse(file);
  return statements_from_rows(rows.rows, "vex.json", system, now);
}

}  // namespace bartizan::assure::vex
