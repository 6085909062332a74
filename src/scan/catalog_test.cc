#include "scan/catalog.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "base/hash.h"
#include "base/reader.h"
#include "scan/catalog_check.h"

namespace bartizan::scan {
namespace {

std::string table() { return std::string(base::text_of(Catalog::built_in().table())); }

std::string_view problem(std::string_view bytes) { return table_problem(base::bytes_of(bytes)); }

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i) & 0xff);
}

TEST_CASE("the built-in catalogue is whole and says which it is") {
  CHECK(problem(table()) == "");
  const Catalog& catalog = Catalog::built_in();
  CHECK(catalog.version() >= 1);
  CHECK(catalog.date().size() == 10);
  CHECK(catalog.column_count("rules") == 14);
  bool has_rules = false;
  for (std::uint32_t i = 0; i < catalog.section_count(); ++i) {
    has_rules |= catalog.section_name(i) == "rules";
  }
  CHECK(has_rules);
  CHECK(catalog.section_name(catalog.section_count()) == "");
}

TEST_CASE("the hash is that of the table without it") {
  std::string bytes = table();
  const std::string said = bytes.substr(kHashAt, kHashLength);
  bytes.replace(kHashAt, kHashLength, std::string(kHashLength, '0'));
  CHECK(base::hex(base::sha256(bytes)) == said);
  CHECK(Catalog::built_in().hash() == said);
}

TEST_CASE("a damaged table has a reason") {
  CHECK(problem("") == "it is cut off");
  CHECK(problem(std::string(200, 'x')) == "it is no compiled catalogue");
  std::string bytes = table();
  bytes[7] = '9';
  CHECK(problem(bytes) == "its form is another than this version of Bartizan reads");
  for (const std::size_t size : {75UL, 76UL, 100UL, 1000UL, 100000UL, bytes.size() - 1}) {
    CHECK(problem(table().substr(0, size)) != "");
  }
  bytes = table();
  put(bytes, kCatalogMagic.size(), 0xffffffff);
  CHECK(problem(bytes) == "its number of sections makes no sense");
  bytes = table();
  put(bytes, kSectionsAt + 12, 0xffffffff);  // rows of the first section
  CHECK(problem(bytes) == "its rows do not lie where they should, or it is cut off");
  bytes = table();
  put(bytes, kSectionsAt, 0xfffffff0);  // its name
  CHECK(problem(bytes) == "its sections are not in order");
  bytes = table();
  bytes.back() = '\x1b';
  CHECK(problem(bytes) == "it holds a control character or no UTF-8");
}

TEST_CASE("whatever was damaged, look-ups end and stay inside") {
  std::mt19937 random(7);
  const std::string whole = table();
  for (int i = 0; i < 60; ++i) {
    std::string bytes = whole;
    // The header and the first rows, where every number counts.
    for (int n = 0; n < 8; ++n) {
      bytes[8 + random() % 4000] = static_cast<char>(random());
    }
    if (i % 4 == 0) bytes.resize(random() % bytes.size());
    (void)problem(bytes);
    const Catalog catalog(base::bytes_of(bytes));
    (void)catalog.rule("BZ-PKL-001");
    (void)catalog.callable("os.path", "join");
    (void)catalog.list("known-modules", "numpy");
    (void)catalog.version();
  }
}

}  // namespace
}  // namespace bartizan::scan
