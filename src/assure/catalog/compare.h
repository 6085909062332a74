// Compare: what a newer catalogue changes, and what of it makes answers weaker.
//
// What it is: the policy of updates (docs/catalogs.md, "Updates") over two whole tables: what may
// not be in an update at all, and a list of changes, each marked where it weakens. What it is not:
// a check of the table's form (scan/catalog_check.h) or of its signature (run/catalog.h). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scan/catalog.h"

namespace bartizan::assure::catalog {

enum class Effect : std::uint8_t {
  other,     // stricter, or words
  vouches,   // something unknown until now is taken for harmless
  weakens,   // what was reported is reported less, or no more
};
inline constexpr std::string_view kEffects[] = {"other", "vouches", "weakens"};

struct Change {
  Effect effect = Effect::other;
  std::string section;  // "rules", "callables", "list/known-modules" ...
  std::string key;      // id, callable, key of the list
  std::string what;     // "severity critical -> low", "gone", "new"
};

struct Comparison {
  std::vector<Change> changes;  // those that weaken first, rules first, then by section and key
  std::size_t weakens = 0;
  std::size_t vouches = 0;
};

// Why a table cannot take the place of the one in this program, empty when it can: it has other
// rules, other columns, a section that nothing here reads, or a hash that is not its own.
std::string misfit(const scan::Catalog& built_in, const scan::Catalog& table);

// The same without the hash, for a table whose bytes a signature vouches for: cheap enough for
// every start.
std::string misfit_of_rules(const scan::Catalog& built_in, const scan::Catalog& table);

// From `before` to `after`; `policy` is the built-in catalogue, whose list catalog-update decides.
Comparison compare(const scan::Catalog& policy, const scan::Catalog& before,
                   const scan::Catalog& after);

}  // namespace bartizan::assure::catalog
