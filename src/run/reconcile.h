// Reconcile: the store's inventory against the store's estate (use/reconcile/reconcile.h).
#pragma once

#include <string>

#include "base/result.h"
#include "store/store.h"
#include "use/api.h"

namespace bartizan::run {

struct ReconcileResult {
  use::Reconciled differences;
  std::uint64_t use_cases = 0;  // in the store
  std::uint64_t places = 0;
};
// Of imports by forms of several years only the newest year's count. `agency`: only use cases of that agency (name or abbreviation); empty for all.
base::Result<ReconcileResult> reconcile(store::Store& store, const std::string& agency);

}  // namespace bartizan::run
