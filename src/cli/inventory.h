// Inventory: what the commands about use cases share: the store, one import, one use case.
//
// Everything here explains on standard error what it cannot give.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/settings.h"
#include "report/inventory.h"
#include "run/config.h"
#include "store/store.h"
#include "use/api.h"

namespace bartizan::cli {

struct OpenInventory {
  run::Config config;
  std::unique_ptr<store::Store> store;

  store::Inventory& inventory() const { return store->inventory(); }
};
std::optional<OpenInventory> open_inventory(const GlobalOptions& global, int& code,
                                            Use use = Use::look);

// The one use case of that id or name.
std::optional<record::UseCase> one_use_case(store::Inventory& inventory, const std::string& handle,
                                            int& code);
// Those of an import, or all; nullopt where there is no such import or none at all.
std::optional<std::vector<record::UseCase>> use_cases_of(store::Inventory& inventory,
                                                         const std::string& import, int& code);
// By id; the newest form where it is empty.
const use::Schema* schema_called(const std::string& id, int& code);
// The form of a use case's import; the newest form for a declared one.
const use::Schema* schema_of(store::Inventory& inventory, const record::UseCase& use_case,
                             int& code);

bool cannot_use_store(const base::Error& error, int& code);  // always false
report::InventoryOptions inventory_options(const GlobalOptions& global, int fd, bool all = false);
std::string today();  // YYYY-MM-DD, UTC

}  // namespace bartizan::cli
