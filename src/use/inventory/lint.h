// Lint: what an inventory lacks or contradicts, by its form's own rules.
//
// What it is: the conditional requirements of the schema and checks that hold in every form, with
// the row, the rule, the reason and the remedy. What it is not: a gate; run/ decides what a finding
// is worth. Words of rules stand in catalogs/inventory/. Pure: today is an argument.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

// Views of rule, field and severity point into the catalogue.
struct LintFinding {
  std::string_view rule;
  std::string_view severity;  // "low", "medium", "high"
  std::string_view field;     // empty where it is about the row
  std::string system;         // id of the use case; empty where it is about the file
  std::uint64_t row = 0;      // of its source; 0 without one
  std::uint32_t column = 0;   // 1-based; 0 without one
  std::string source;         // file
  std::string name;           // of the use case
  std::string reason;         // what is wrong here: one sentence without a full stop
  std::string_view remedy;
  std::uint64_t rows = 1;  // how many it stands for
};

struct LintOptions {
  std::string_view today;             // YYYY-MM-DD
  std::set<std::string> retired_ids;  // of earlier years
  bool public_list = false;           // ids and addresses may be missing, withheld rows may not be
};

struct LintResult {
  std::vector<LintFinding> findings;  // by row, those of the file first
  std::uint64_t rows = 0;             // looked at
  std::uint64_t missing = 0;          // required answers that are not there
  std::uint64_t rows_missing = 0;     // rows with at least one
  // rule, field -> how many required it, how many lacked it.
  struct Count {
    std::uint64_t applicable = 0, missing = 0;
  };
  std::map<std::pair<std::string_view, std::string_view>, Count> required;
};

// The ids of use cases that an earlier inventory reported as retired, each with its agency: "34" of
// one is not "34" of another.
std::set<std::string> retired_ids(std::span<const record::UseCase> earlier);

// Use cases of one import or declared ones; fields without a column are reported once for all rows.
LintResult lint(const Schema& schema, std::span<const record::UseCase> use_cases,
                const LintOptions& options);

}  // namespace bartizan::use
