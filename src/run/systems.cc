#include "run/systems.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/path.h"
#include "use/api.h"

namespace bartizan::run {
namespace {

std::string first_filled(const record::UseCase& use_case,
                         std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  return {};
}

std::string folder_of(const store::SystemRow& row) {
  if (!row.place.starts_with('/')) return {};
  if (row.system.path.empty() || row.system.path == ".") return row.place;
  return row.place + (row.place.ends_with('/') ? "" : "/") + row.system.path;
}

void add_declared(SystemRef& ref, const record::UseCase& use_case) {
  ref.declared = true;
  ref.use_case = use_case.id;
  ref.stage = use_case.value("development_stage");
  ref.high_impact = use_case.value("is_high_impact");
  if (auto name = first_filled(use_case, {"use_case_name", "name", "id"}); !name.empty()) {
    ref.name = std::move(name);
  }
  if (ref.owner.empty()) ref.owner = first_filled(use_case, {"contact_email", "owner"});
  if (ref.id.empty()) ref.id = use_case.id;
}

SystemRef of_found(const store::SystemRow& row) {
  SystemRef ref;
  ref.id = row.system.id;
  ref.name = row.system.name;
  ref.place = row.place;
  ref.path = folder_of(row);
  ref.found = true;
  ref.owner = row.system.owner;
  ref.read = row.read;
  return ref;
}

SystemRef of_declared(const record::UseCase& use_case) {
  SystemRef ref;
  add_declared(ref, use_case);
  return ref;
}

std::string store_says(const base::Error& error) { return std::string("the store: ") + error.what; }

// The use case that somebody said a found system is.
base::Result<std::optional<record::UseCase>> declared_as(store::Store& store,
                                                         const std::string& use_case) {
  if (use_case.empty()) return std::nullopt;
  auto found = store.inventory().find_use_cases(use_case);
  if (!found) return std::unexpected(found.error());
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const std::set<std::string> old = outdated(*imports);
  std::erase_if(*found, [&](const record::UseCase& one) { return old.contains(one.import); });
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

// By its exact id, without a walk over all of them.
base::Result<std::optional<SystemRef>> by_id(store::Store& store, std::string_view id) {
  const auto row = store.estate().system(id);
  if (!row) return std::unexpected(row.error());
  if (*row) {
    SystemRef ref = of_found(**row);
    const auto use_case = declared_as(store, (*row)->system.use_case);
    if (!use_case) return std::unexpected(use_case.error());
    if (*use_case) add_declared(ref, **use_case);
    return ref;
  }
  if (!id.starts_with("system_")) return std::nullopt;
  const auto use_cases = store.inventory().find_use_cases(id);
  if (!use_cases) return std::unexpected(use_cases.error());
  const auto use_case = std::ranges::find(*use_cases, id, &record::UseCase::id);
  if (use_case == use_cases->end()) return std::nullopt;
  std::vector<store::SystemRow> assigned;
  for (const std::string& handle : {use_case->id, std::string(use_case->value("id")),
                                    std::string(use_case->value("use_case_name"))}) {
    if (handle.empty()) continue;
    auto rows = store.estate().systems_of(handle);
    if (!rows) return std::unexpected(rows.error());
    std::ranges::move(*rows, std::back_inserter(assigned));
  }
  assigned = last_readings(std::move(assigned));
  if (assigned.empty()) return of_declared(*use_case);
  SystemRef ref = of_found(assigned.front());
  add_declared(ref, *use_case);
  return ref;
}

std::string listed(const std::vector<const SystemRef*>& systems) {
  std::string out;
  for (std::size_t i = 0; i < systems.size() && i < 3; ++i) {
    const SystemRef& s = *systems[i];
    out += (i == 0 ? "" : ", ") + s.id + " (" + (s.path.empty() ? s.name : s.path) + ")";
  }
  return systems.size() > 3 ? out + " ..." : out;
}

}  // namespace

std::vector<store::SystemRow> last_readings(std::vector<store::SystemRow> rows) {
  std::ranges::stable_sort(rows, std::greater(), &store::SystemRow::read);
  std::set<std::string> folders;
  std::erase_if(rows, [&](const store::SystemRow& row) {
    const std::string folder = folder_of(row);
    return !folder.empty() && !folders.insert(folder).second;
  });
  return rows;
}

std::set<std::string> outdated(const std::vector<store::ImportRow>& imports) {
  const auto year = [](const store::ImportRow& import) {
    const use::Schema* schema = use::find_schema(import.schema);
    return schema == nullptr ? 0 : schema->year;
  };
  int newest = 0;
  for (const store::ImportRow& import : imports) newest = std::max(newest, year(import));
  std::set<std::string> ids;
  for (const store::ImportRow& import : imports) {
    if (year(import) != 0 && year(import) < newest) ids.insert(import.id);
  }
  return ids;
}

base::Result<std::vector<SystemRef>> found_systems(store::Store& store) {
  auto rows = store.estate().systems();
  if (!rows) return std::unexpected(rows.error());
  std::vector<SystemRef> all;
  for (const store::SystemRow& row : last_readings(std::move(*rows))) all.push_back(of_found(row));
  return all;
}

base::Result<std::vector<SystemRef>> all_systems(store::Store& store) {
  auto use_cases = store.inventory().brief();
  if (!use_cases) return std::unexpected(use_cases.error());
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const std::set<std::string> old = outdated(*imports);
  std::erase_if(*use_cases, [&](const record::UseCase& one) { return old.contains(one.import); });
  auto rows = store.estate().systems();
  if (!rows) return std::unexpected(rows.error());
  std::unordered_map<std::string_view, const record::UseCase*> by_handle;
  by_handle.reserve(3 * use_cases->size());
  for (const record::UseCase& use_case : *use_cases) by_handle.emplace(use_case.id, &use_case);
  for (const record::UseCase& use_case : *use_cases) {
    for (const std::string_view field : {"id", "use_case_name"}) {
      if (const auto value = use_case.value(field); !value.empty()) {
        by_handle.emplace(value, &use_case);
      }
    }
  }
  std::vector<SystemRef> all;
  std::unordered_set<const record::UseCase*> found;
  for (const store::SystemRow& row : last_readings(std::move(*rows))) {
    SystemRef ref = of_found(row);
    const auto declared = by_handle.find(row.system.use_case);
    if (!row.system.use_case.empty() && declared != by_handle.end()) {
      add_declared(ref, *declared->second);
      found.insert(declared->second);
    }
    all.push_back(std::move(ref));
  }
  for (const record::UseCase& use_case : *use_cases) {
    if (!found.contains(&use_case)) all.push_back(of_declared(use_case));
  }
  std::ranges::sort(all, {}, [](const SystemRef& s) {
    return std::pair(std::string_view(s.name), std::string_view(s.id));
  });
  return all;
}

std::expected<SystemRef, std::string> system(store::Store& store, std::string_view handle) {
  if (handle.empty()) return std::unexpected("name a system");
  auto known = by_id(store, handle);
  if (!known) return std::unexpected(store_says(known.error()));
  if (*known) return std::move(**known);
  const auto all = all_systems(store);
  if (!all) return std::unexpected(store_says(all.error()));
  std::vector<const SystemRef*> named, folders, begun;
  std::set<std::string> meant;  // use cases that the organisation calls so
  if (const auto use_cases = store.inventory().find_use_cases(handle)) {
    for (const record::UseCase& use_case : *use_cases) meant.insert(use_case.id);
  }
  for (const SystemRef& s : *all) {
    if (s.name == handle || s.path == handle || meant.contains(s.use_case)) named.push_back(&s);
    if (!s.path.empty() && base::last_part(s.path) == handle) folders.push_back(&s);
    if (s.id.starts_with(handle) || s.use_case.starts_with(handle)) begun.push_back(&s);
  }
  // What a supplier's document calls so is not what people mean where there is one of their own, be
  // it that only its folder is called so.
  const auto is_only_a_subject = [](const SystemRef* s) {
    return s->place.starts_with("bom:") && !s->declared;
  };
  if (!std::ranges::all_of(named, is_only_a_subject)) {
    std::erase_if(named, is_only_a_subject);
  } else if (!folders.empty()) {
    named = std::move(folders);
  }
  if (named.empty()) named = std::move(begun);
  if (named.size() == 1) return *named.front();
  const std::string said(handle);
  if (named.empty()) {
    return std::unexpected("no system is called " + said +
                           ". Look: bartizan exposure list --all, or read it first: bartizan "
                           "discover PATH");
  }
  return std::unexpected(std::to_string(named.size()) + " systems are called " + said + ": " +
                         listed(named) + ". Name one by its id");
}

base::Result<std::string> system_at(store::Store& store, std::string_view path) {
  // A place is the path itself or a folder above it: as many questions as the path has parts.
  std::string best;
  std::size_t longest = 0;
  base::Millis read = 0;
  for (std::string_view folder = path; !folder.empty();
       folder = folder.substr(0, folder.rfind('/'))) {
    const auto rows = store.estate().systems_in(folder);
    if (!rows) return std::unexpected(rows.error());
    for (const store::SystemRow& row : *rows) {
      const std::string own = folder_of(row);
      const bool inside =
          path == own || (path.starts_with(own) && path.substr(own.size()).starts_with('/'));
      if (own.empty() || !inside) continue;
      if (own.size() < longest || (own.size() == longest && row.read <= read)) continue;
      best = row.system.id;
      longest = own.size();
      read = row.read;
    }
    if (folder.find('/') == folder.npos) break;
  }
  return best;
}

}  // namespace bartizan::run
