// Helpers of tests: a signature's text through the worker's half and the parent's, in one process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/parse.h"
#include "assure/sign/rows.h"
#include "base/source.h"

namespace bartizan::assure::sign {

class KeptRows final : public record::RowSink {
 public:
  using RowSink::row;
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::size_t size = kind.size();
    for (const std::string_view field : fields) size += field.size();
    if (size > record::kMostRow || fields.size() > record::kMostFields) return false;
    all.push_back({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }
  std::vector<record::Row> all;
};

inline std::vector<record::Row> rows_of(void (*parse)(record::Foreign&), std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  base::MemorySource source(std::as_bytes(std::span(text)));
  KeptRows rows;
  record::Foreign file{"model.sig", source, text.size(), {}, budget, rows};
  parse(file);
  return std::move(rows.all);
}

inline BundleRead read_bundle(std::string_view text) {
  return bundle_from_rows(rows_of(signature::parse_bundle, text));
}
inline StatementRead read_statement(std::string_view text) {
  return statement_from_rows(rows_of(signature::parse_statement, text));
}

}  // namespace bartizan::assure::sign
