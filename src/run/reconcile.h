// Reconcile: the store's inventory against the store's estate (use/reconcile/reconcile.h).
//
// What it is: the two sides as a store has them, each to be read by itself, since a server keeps
// one while the other changes. A large estate is compared by the digests of its systems, which are
// made where they are missing. What it is not: the comparison. Values own their strings.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"
#include "use/api.h"

namespace bartizan::run {

// Of imports by forms of several years only the newest year's; with the fields that are compared.
base::Result<std::vector<record::UseCase>> compared_use_cases(store::Store& store);

struct FoundSystems {
  std::vector<use::FoundSystem> systems;
  std::uint64_t places = 0;
};
// The last reading of each folder counts. Quick where evidence::keep_digests() was called before;
// what has no digest is read from its components.
base::Result<FoundSystems> systems_to_compare(store::Store& store);

// The record ids of the use cases of an agency, by its name or abbreviation.
std::set<std::string> of_agency(std::span<const record::UseCase> use_cases,
                                std::string_view agency);

struct ReconcileResult {
  use::Reconciled differences;
  std::uint64_t use_cases = 0;  // in the store
  std::uint64_t places = 0;
};
// `agency`: only use cases of that agency; empty for all. Code::invalid where it has none.
base::Result<ReconcileResult> reconcile(store::Store& store, const std::string& agency);

}  // namespace bartizan::run
