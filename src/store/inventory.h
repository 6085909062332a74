// Inventory: the imports and use cases that a store keeps.
//
// What it is: the part of store.h for line of effort 1. An import is one transaction: all of it or
// nothing; the same bytes by the same schema are one import however often they come. What it is
// not: lint or normalisation. Every call may be made from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/inventory.h"

namespace bartizan::store {

using base::Result;

// An import without its bytes, headers and notes, for lists.
struct ImportRow {
  std::string id, file, sha256, schema;
  base::Millis imported = 0;
  std::uint64_t rows = 0;
};

// One answer of a person about a use case (review), kept with its reason.
struct ReviewAnswer {
  std::string question;  // id
  std::string answer;
  std::string reason;
  std::string by;
  base::Millis at = 0;

  friend bool operator==(const ReviewAnswer&, const ReviewAnswer&) = default;
};

// What a person changed of one field of a use case, beside what was imported.
struct UseCaseEdit {
  std::int64_t number = 0;  // given by the store
  std::string use_case;     // record id
  std::string field;
  std::string before, after;  // values; empty: none
  record::Treatment treatment = record::Treatment::kept;  // of the value before
  std::optional<std::uint32_t> column;                    // of its raw cell
  std::string by, reason;
  base::Millis at = 0;

  friend bool operator==(const UseCaseEdit&, const UseCaseEdit&) = default;
};

class Inventory {
 public:
  virtual ~Inventory() = default;

  // False when this import is there already; then nothing changes.
  virtual Result<bool> add_import(const record::Import& import,
                                  const std::vector<record::UseCase>& use_cases) = 0;
  // Newest first.
  virtual Result<std::vector<ImportRow>> imports() = 0;
  // Everything, its bytes too; Code::invalid when there is none of that id.
  virtual Result<record::Import> import(std::string_view id) = 0;
  // Takes an import and its use cases away; false when there was none.
  virtual Result<bool> undo_import(std::string_view id) = 0;

  // In the order of their import and row; of one import where `import` is not empty.
  virtual Result<std::vector<record::UseCase>> use_cases(std::string_view import) = 0;
  // All of them with only the fields that lists show: id, names, agency, stage, impact, whom to ask;
  // without cells. In the same order.
  virtual Result<std::vector<record::UseCase>> brief() = 0;
  // The same with what reconciliation compares, too: "system_name_ato" and "models".
  virtual Result<std::vector<record::UseCase>> compared() = 0;
  // All of them with all their fields, without cells; in the same order, in two statements.
  virtual Result<std::vector<record::UseCase>> records() = 0;
  // By record id, or by the id or name that the organisation gave it.
  virtual Result<std::vector<record::UseCase>> find_use_cases(std::string_view id_or_name) = 0;
  // Adds a declared one, or replaces the one of the same id.
  virtual Result<void> put_use_case(const record::UseCase& use_case) = 0;
  virtual Result<bool> remove_use_case(std::string_view id) = 0;
  // Replaces `before` by `after`, and keeps what was changed; their numbers. Nothing, and nullopt,
  // where the use case is no longer as `before` says.
  virtual Result<std::optional<std::vector<std::int64_t>>> edit_use_case(
      const record::UseCase& before, const record::UseCase& after,
      const std::vector<UseCaseEdit>& edits) = 0;
  // Oldest first; of all use cases where `use_case` is empty. They go with their use case.
  virtual Result<std::vector<UseCaseEdit>> edits(std::string_view use_case) = 0;
  // Full text over all values, best first.
  virtual Result<std::vector<record::UseCase>> search(std::string_view words) = 0;

  virtual Result<void> put_review(std::string_view use_case,
                                  const std::vector<ReviewAnswer>& answers) = 0;
  virtual Result<std::vector<ReviewAnswer>> review(std::string_view use_case) = 0;
  // The same of every use case that has any, by its id.
  virtual Result<std::map<std::string, std::vector<ReviewAnswer>>> reviews() = 0;
};

}  // namespace bartizan::store
