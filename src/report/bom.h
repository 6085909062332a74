// What bills of materials say of themselves and of each other, for people and for programs.
//
// What it is: pure functions over the results of assure/bom: scores, problems, differences, merges
// and losses; docs/bom.md explains the words. What it is not: the documents (assure/bom/write.h).
// Names from files are escaped here. No state.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct BomOptions {
  TerminalStyle style;
  bool quiet = false;    // the last line only
  bool verbose = false;  // also what is met, information, values
};

// One table a standard: what is met, partly met, missing, for people, not asked.
std::string bom_scores(std::span<const assure::bom::Score> scores, const BomOptions& options);
// docs/schemas/bom-score-1.schema.json
std::string bom_scores_json(std::span<const assure::bom::Score> scores,
                            const MachineOptions& options = {});

// What is wrong with a document; `file` as it was named.
std::string bom_problems(std::string_view file, const assure::bom::Imported& imported,
                         const BomOptions& options);
std::string bom_problems_json(std::string_view file, const assure::bom::Imported& imported,
                              const MachineOptions& options = {});

std::string bom_diff(const assure::bom::Diff& diff, const BomOptions& options);
std::string bom_diff_json(const assure::bom::Diff& diff, const MachineOptions& options = {});

// Contradictions of a merge, and what could not be joined.
std::string bom_conflicts(const assure::bom::Merged& merged, const BomOptions& options);
// What a format could not carry; those that Bartizan reads back are counted only.
std::string bom_losses(std::span<const assure::bom::Loss> losses, const BomOptions& options);
std::string bom_losses_json(std::span<const assure::bom::Loss> losses,
                            const MachineOptions& options = {});

}  // namespace bartizan::report
