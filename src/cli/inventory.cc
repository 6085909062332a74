#include "cli/inventory.h"

#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {

bool cannot_use_store(const base::Error& error, int& code) {
  code = store_trouble(error);
  return false;
}

std::optional<OpenInventory> open_inventory(const GlobalOptions& global, int& code, Use use) {
  auto config = load_settings(global, {});
  if (!config || (use == Use::look && !store_is_there(global))) {
    code = run::kUsage;
    return std::nullopt;
  }
  auto store = open_store_for(global, *config, use);
  if (!store) {
    code = run::kInternal;
    return std::nullopt;
  }
  return OpenInventory{std::move(*config), std::move(store)};
}

std::optional<record::UseCase> one_use_case(store::Inventory& inventory, const std::string& handle,
                                            int& code) {
  auto found = inventory.find_use_cases(handle);
  if (!found) {
    cannot_use_store(found.error(), code);
    return std::nullopt;
  }
  if (found->size() == 1) return std::move(found->front());
  code = run::kUsage;
  if (found->empty()) {
    complain("there is no use case " + handle + ". Look: bartizan inventory list --search '" +
             handle + "'");
    return std::nullopt;
  }
  std::string ids;
  for (std::size_t i = 0; i < found->size() && i < 5; ++i) {
    ids += "\n  " + (*found)[i].id + "  " + std::string((*found)[i].value("use_case_name"));
  }
  complain(std::to_string(found->size()) + " use cases are called " + handle +
           ". Name one by its record id:" + ids);
  return std::nullopt;
}

std::optional<std::vector<record::UseCase>> use_cases_of(store::Inventory& inventory,
                                                         const std::string& import, int& code) {
  if (!import.empty()) {
    const auto known = inventory.import(import);
    if (!known) {
      code = run::kUsage;
      if (known.error().code != base::Code::invalid) cannot_use_store(known.error(), code);
      complain("there is no import " + import + ". Look: bartizan inventory list --imports");
      return std::nullopt;
    }
  }
  auto rows = inventory.use_cases(import);
  if (!rows) {
    cannot_use_store(rows.error(), code);
    return std::nullopt;
  }
  if (rows->empty()) {
    complain("there is no inventory yet. Take one in: bartizan inventory import FILE, or declare a "
             "use case: bartizan inventory add");
    code = run::kIncomplete;
    return std::nullopt;
  }
  return std::move(*rows);
}

const use::Schema* schema_called(const std::string& id, int& code) {
  const use::Schema* schema = id.empty() ? &use::schemas().front() : use::find_schema(id);
  if (schema != nullptr) return schema;
  std::string known;
  for (const use::Schema& s : use::schemas()) {
    known += (known.empty() ? "" : ", ") + std::string(s.id);
  }
  complain("there is no form " + id + ". Forms are " + known + ".");
  code = run::kUsage;
  return nullptr;
}

const use::Schema* schema_of(store::Inventory& inventory, const record::UseCase& use_case,
                             int& code) {
  if (use_case.import.empty()) return schema_called("", code);
  const auto import = inventory.import(use_case.import);
  if (!import) {
    cannot_use_store(import.error(), code);
    return nullptr;
  }
  return schema_called(import->schema, code);
}

report::InventoryOptions inventory_options(const GlobalOptions& global, int fd, bool all) {
  return {style_of(global, fd), global.quiet, global.verbose, all};
}

std::string today() { return base::format_utc(now()).substr(0, 10); }

}  // namespace bartizan::cli
