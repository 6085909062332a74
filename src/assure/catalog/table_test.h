// Helper of tests: a compiled catalogue taken apart, changed, and put together again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/hash.h"
#include "scan/catalog.h"
#include "scan/catalog_check.h"

namespace bartizan::assure::catalog {

class TestTable {
 public:
  using Rows = std::map<std::string, std::vector<std::string>>;  // cells behind the key

  explicit TestTable(const scan::Catalog& catalog = scan::Catalog::built_in()) {
    for (std::uint32_t i = 0; i < catalog.section_count(); ++i) {
      const std::string name(catalog.section_name(i));
      Section& section = sections[name];
      section.columns = catalog.column_count(name);
      for (std::uint32_t row = 0; row < catalog.row_count(name); ++row) {
        std::vector<std::string>& cells =
            section.rows[std::string(catalog.cell_at(name, row, 0))];
        for (std::uint32_t column = 1; column < section.columns; ++column) {
          cells.emplace_back(catalog.cell_at(name, row, column));
        }
      }
    }
  }

  Rows& rows(const std::string& section) { return sections.at(section).rows; }
  void set_version(std::uint32_t version) {
    rows("about").at("version") = {std::to_string(version)};
  }

  std::string bytes() const {
    std::size_t at = scan::kSectionsAt + sections.size() * scan::kSectionBytes;
    std::size_t pool_at = at;
    for (const auto& [name, section] : sections) {
      pool_at += section.rows.size() * section.columns * 8;
    }
    std::string pool, rows;
    const auto add = [&](std::string& to, const std::string& text) {
      put(to, pool_at + pool.size());
      put(to, text.size());
      pool += text;
    };
    std::string out(scan::kCatalogMagic);
    put(out, sections.size());
    out += std::string(scan::kHashLength, '0');
    for (const auto& [name, section] : sections) {
      add(out, name);
      put(out, section.columns);
      put(out, section.rows.size());
      put(out, at);
      at += section.rows.size() * section.columns * 8;
    }
    for (const auto& [name, section] : sections) {
      for (const auto& [key, cells] : section.rows) {
        add(rows, key);
        for (const std::string& cell : cells) add(rows, cell);
      }
    }
    out += rows + pool;
    return out.replace(scan::kHashAt, scan::kHashLength, base::hex(base::sha256(out)));
  }

  struct Section {
    std::uint32_t columns = 0;
    Rows rows;
  };
  std::map<std::string, Section> sections;

 private:
  static void put(std::string& out, std::size_t value) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  }
};

}  // namespace bartizan::assure::catalog
