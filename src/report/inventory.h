// What the inventory commands say, for people and for programs.
//
// What it is: pure functions over the records and results of use/inventory; docs/inventory.md
// explains the words. What it is not: what reads files or the store. Names and answers are escaped
// here. No state.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"
#include "report/api.h"
#include "use/api.h"

namespace bartizan::report {

struct InventoryOptions {
  TerminalStyle style;
  bool quiet = false;    // totals only
  bool verbose = false;  // every field, reasons, evidence
  bool all = false;      // unfold lists
};

// After an import. `known`: these bytes were imported before and nothing was changed.
std::string inventory_imported(const use::ImportResult& result, bool known,
                               const InventoryOptions& options);
std::string inventory_imported_json(const use::ImportResult& result, bool known,
                                    const MachineOptions& options = {});

// One line for each use case: id, stage, impact, agency, name; then totals. In a pipe, columns are
// separated by tabs.
std::string inventory_list(std::span<const record::UseCase> use_cases,
                           const InventoryOptions& options);
std::string inventory_list_json(std::span<const record::UseCase> use_cases,
                                const MachineOptions& options = {});

// Everything about one: each value with how it came from its cell. `import` may be nullptr.
std::string inventory_show(const record::UseCase& use_case, const record::Import* import,
                           const InventoryOptions& options);

// By rule, worst first, with counts by field and examples.
std::string inventory_lint(const use::LintResult& result, const InventoryOptions& options);
// docs/schemas/inventory-lint-1.schema.json.
std::string inventory_lint_json(const use::LintResult& result, const MachineOptions& options = {});

std::string inventory_diff(const use::InventoryDiff& diff, std::string_view before,
                           std::string_view after, const InventoryOptions& options);
std::string inventory_diff_json(const use::InventoryDiff& diff, std::string_view before,
                                std::string_view after, const MachineOptions& options = {});

std::string inventory_deadlines(std::span<const use::Deadline> deadlines,
                                const InventoryOptions& options);
std::string inventory_deadlines_json(std::span<const use::Deadline> deadlines,
                                     const MachineOptions& options = {});

// What a review has come to: determination, reasons, what is left to do.
std::string inventory_review(const use::ReviewState& state, const InventoryOptions& options);
std::string inventory_review_json(const use::ReviewState& state,
                                  std::span<const use::Answer> answers,
                                  const MachineOptions& options = {});

}  // namespace bartizan::report
