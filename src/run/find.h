// Find: where a package, model, data set, licence, hash or host is used, across the estate.
//
// What it is: a question as people write it ("litellm<1.83.7"), the store's candidates, and each
// ecosystem's own version rules on them. What it is not: a match against advisories.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"
#include "text/version.h"

namespace bartizan::run {

struct FindQuestion {
  store::FindQuery query;
  std::vector<text::VersionClause> clauses;
};
// `by`: "name", "licence", "hash", "endpoint"; empty: 64 hexadecimal digits are a hash, everything
// else a name with an optional version range. nullopt when the text cannot be understood.
std::optional<FindQuestion> parse_question(std::string_view text, std::string_view by,
                                           std::optional<record::ComponentKind> kind);

struct FindAnswer {
  store::FindHit hit;
  // Whether the version fits: false where it is unknown or cannot be compared.
  bool sure = true;
};
// Those that fit and those that may (unknown version), in the store's order.
base::Result<std::vector<FindAnswer>> find(store::Store& store, const FindQuestion& question);

}  // namespace bartizan::run
