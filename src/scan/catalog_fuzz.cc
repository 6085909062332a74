// Any bytes as a compiled catalogue: the check ends, look-ups end and answer from inside of the
// table, and a table that the check accepts finds every row under its key.
#include "base/reader.h"
#include "scan/catalog.h"
#include "scan/catalog_check.h"

namespace {

using bartizan::scan::Catalog;

void inside(std::span<const std::byte> table, std::string_view text) {
  if (text.empty()) return;
  const std::string_view whole = bartizan::base::text_of(table);
  BZ_CHECK(text.data() >= whole.data() && text.size() <= whole.size());
  BZ_CHECK(static_cast<std::size_t>(text.data() - whole.data()) <= whole.size() - text.size());
}

void ask(const Catalog& catalog, std::string_view word, std::string_view other) {
  const auto table = catalog.table();
  if (const auto found = catalog.callable(word, other)) inside(table, found->reason);
  if (const auto found = catalog.list(other, word)) inside(table, *found);
  if (const auto found = catalog.rule(word)) inside(table, found->owasp);
  if (const auto found = catalog.python2(word, other)) inside(table, found->module);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> table = std::as_bytes(std::span(data, size));
  const Catalog catalog(table);
  inside(table, catalog.hash());
  inside(table, catalog.date());
  BZ_CHECK(catalog.version() <= bartizan::scan::kMostVersion);
  ask(catalog, "os", "system");
  ask(catalog, "acme.pre", "x");
  ask(catalog, "BZ-PKL-001", "getattr");
  inside(table, catalog.rule_at(0).title);
  inside(table, catalog.rule_at(0xffffffff).title);
  if (const auto found = catalog.callable_at(0)) inside(table, found->name);
  if (!bartizan::scan::table_problem(table).empty()) return 0;

  BZ_CHECK(catalog.version() > 0);
  for (std::uint32_t i = 0; i < catalog.section_count(); ++i) {
    const std::string_view section = catalog.section_name(i);
    inside(table, section);
    BZ_CHECK(!section.empty() || i == 0);
    BZ_CHECK(catalog.column_count(section) > 0);
    for (std::uint32_t row = 0; row < catalog.row_count(section); ++row) {
      for (std::uint32_t column = 0; column < catalog.column_count(section); ++column) {
        inside(table, catalog.cell_at(section, row, column));
      }
    }
    constexpr std::string_view kList = "list/";
    if (!section.starts_with(kList) || catalog.column_count(section) < 2) continue;
    const std::string_view list = section.substr(kList.size());
    for (std::uint32_t row = 0; row < catalog.list_count(list); ++row) {
      const Catalog::Entry entry = catalog.list_at(list, row);
      BZ_CHECK(catalog.list(list, entry.key) == entry.value);
    }
  }
  return 0;
}
