// Diff: which use case of one inventory is which of another, and what changed.
//
// What it is: matches by id, then by agency and name, then by similar names within an agency, each
// with how it was found and how sure it is. What it is not: quadratic; similar names are looked for
// among those that share a rare word. Views point into the use cases given. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

enum class MatchedBy : std::uint8_t { id, name, similar_name };
std::string_view name(MatchedBy how);

struct FieldChange {
  std::string_view field;
  std::string before, after;  // normalised by the later form
};

struct UseCaseMatch {
  const record::UseCase* before = nullptr;
  const record::UseCase* after = nullptr;
  MatchedBy how = MatchedBy::id;
  double confidence = 1;  // 0 to 1
  bool renamed = false;   // found by its id, and the names have little in common
  std::vector<FieldChange> changes;
};

struct InventoryDiff {
  std::vector<UseCaseMatch> matches;  // in the order of `after`
  std::vector<const record::UseCase*> added, removed;
  std::uint64_t by_id = 0, by_name = 0, by_similar_name = 0, changed = 0;
};

// `later` is the form of `after`; values of `before` are read by it, so that words of another year
// do not count as changes where the form maps them.
InventoryDiff diff(std::span<const record::UseCase> before, std::span<const record::UseCase> after,
                   const Schema& later);

// 0 to 1, by the words that two names share; rare ones weigh more where weights are known.
double name_similarity(std::string_view a, std::string_view b);
inline constexpr double kSimilarEnough = 0.6;

}  // namespace bartizan::use
