// Catalog: the compiled catalogues (catalogs/*), read in place from one binary table.
//
// What it is: look-ups over a table that tools/catalog_compile wrote at build time and that is
// embedded in the executable, or over a newer one that was installed (run/catalog.h). What it is
// not: a TOML reader, or owner of the table. Immutable, thread-safe. Every offset is checked when
// it is used: a damaged table answers nothing, and whether a table is whole says
// scan/catalog_check.h. Layout of the table: docs/catalogs.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bartizan::scan {

// What a known callable may be used for (docs/formats/pickle.md, "Roles").
enum class Role : std::uint8_t {
  klass,     // instantiate and set state: NEWOBJ, copyreg._reconstructor, cls(), BUILD
  rebuild,   // a function that is called with arguments of the given shape
  value,     // dtype, enum member, storage type: never called, or called with literals only
  state,     // may only be the target of BUILD with a dict
  resolver,  // its result is what it resolves to; `detail` names which resolver
  danger,    // runs code, opens, connects, loads; `detail` names the capability
};

struct Callable {
  std::string_view module;
  std::string_view name;  // "*" for a whole module and everything below it (danger only)
  Role role = Role::danger;
  std::string_view detail;     // rebuild: argument shape; resolver: kind; danger: capability
  std::string_view framework;  // "numpy", "torch", "stdlib" ...
  std::string_view reason;
};

struct Rule {
  std::string_view id, title, severity, confidence, verdict, trigger, why, remedy, example_true,
      example_false, references, atlas, cwe, owasp;
};

class Catalog {
 public:
  // The table in force: the one in this executable, unless put_in_force() named another.
  static const Catalog& embedded();
  // The table in this executable, whatever is in force.
  static const Catalog& built_in();
  // From now on embedded() is this table, which must outlive the process's use of it. Called at
  // most once, before anything asks and before any thread is there: the one thing in this folder
  // that is set from outside.
  static void put_in_force(std::span<const std::byte> table);
  // Any table; an unreadable one is empty() and answers nothing.
  explicit Catalog(std::span<const std::byte> table);

  bool empty() const { return count_ == 0; }

  // The same catalogue with the callables of another table, asked only about names that this one
  // does not know: an organisation vouches for its own classes and for nothing that is dangerous.
  // `table` must outlive the result; an empty one changes nothing.
  Catalog with_overlay(std::span<const std::byte> table) const {
    Catalog both = *this;
    both.overlay_ = table;
    return both;
  }

  // Exact name first, then "*" of the module and of each enclosing package, then the overlay.
  std::optional<Callable> callable(std::string_view module, std::string_view name) const;
  std::uint32_t callable_count() const;
  std::optional<Callable> callable_at(std::uint32_t index) const;
  // Python 2 names, as the default loader renames them below protocol 3.
  struct Renamed {
    std::string_view module, name;
  };
  std::optional<Renamed> python2(std::string_view module, std::string_view name) const;

  std::optional<Rule> rule(std::string_view id) const;
  std::uint32_t rule_count() const;
  Rule rule_at(std::uint32_t index) const;

  // Any other list: catalogs/lists/<list>.toml, key -> value. Lookup is exact.
  std::optional<std::string_view> list(std::string_view list, std::string_view key) const;
  std::uint32_t list_count(std::string_view list) const;
  struct Entry {
    std::string_view key, value;
  };
  Entry list_at(std::string_view list, std::uint32_t index) const;
  // All entries in the order of their keys, until `each(entry)` is false: finds the list once.
  template <class Each>
  void list_each(std::string_view list, Each each) const {
    const Section rows = section("list/", list);
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
      if (!each(Entry{cell(rows, row, 0), cell(rows, row, 1)})) return;
    }
  }

  // Which catalogue this is (catalogs/catalog.toml): a number that only grows, and YYYY-MM-DD. 0 and
  // "" where the table does not say.
  std::uint32_t version() const;
  std::string_view date() const;

  // The sections, by name.
  std::uint32_t section_count() const { return count_; }
  std::string_view section_name(std::uint32_t index) const;
  std::uint32_t column_count(std::string_view section) const;

  // Any section, row by row in the order of its keys (docs/catalogs.md); nothing where there is none.
  std::uint32_t row_count(std::string_view section) const;
  std::string_view cell_at(std::string_view section, std::uint32_t row, std::uint32_t column) const;

  // SHA-256 of the table with zeros ("0") in place of these 64 hexadecimal digits; part of every
  // cache key. As the table says it; assure/catalog checks.
  std::string_view hash() const;
  std::span<const std::byte> table() const { return table_; }

 private:
  struct Section {
    std::uint32_t columns = 0, rows = 0, offset = 0;
  };
  Section section(std::string_view prefix, std::string_view name = {}) const;
  std::string_view cell(const Section& section, std::uint32_t row, std::uint32_t column) const;
  std::optional<std::uint32_t> find(const Section& section, std::string_view key) const;
  std::uint32_t u32(std::uint64_t offset) const;
  std::string_view text(std::uint64_t offset, std::uint64_t length) const;

  std::span<const std::byte> table_;
  std::uint32_t count_ = 0;  // sections
  std::span<const std::byte> overlay_;
};

}  // namespace bartizan::scan
