// For tests: bytes through the parser "table" in this process, and assembled.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/source.h"
#include "use/inventory/assemble.h"
#include "use/parse/inventory/table.h"

namespace bartizan::test {

class RowsOf final : public record::RowSink {
 public:
  using RowSink::row;
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::size_t size = kind.size();
    for (const std::string_view field : fields) size += field.size();
    if (size > record::kMostRow || fields.size() > record::kMostFields) return false;
    rows.push_back({std::string(kind), {}});
    for (const std::string_view field : fields) rows.back().fields.emplace_back(field);
    return true;
  }
  std::vector<record::Row> rows;
};

inline std::vector<record::Row> table_rows(std::string_view bytes,
                                           const base::Limits& limits = {}) {
  base::MemorySource source(std::as_bytes(std::span(bytes)));
  base::Budget budget(limits);
  RowsOf sink;
  record::Foreign file{"table", source, bytes.size(), {}, budget, sink};
  use::parse_table(file);
  return std::move(sink.rows);
}

inline use::ImportResult import_bytes(std::string bytes, std::string_view name = "a.csv",
                                      const use::ImportOptions& options = {}) {
  std::vector<record::Row> rows = table_rows(bytes);
  const std::string hash = base::hex(base::sha256(bytes));
  return use::assemble(std::move(rows), name, hash, std::move(bytes), 0, options);
}

inline std::string inventory_file(const std::string& name) {
  const char* root = std::getenv("BARTIZAN_TEST_DATA");
  const std::string path = std::string(root == nullptr ? "" : root) + "/inventory/" + name;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace bartizan::test
