#include "run/reconcile.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "run/systems.h"

namespace bartizan::run {

base::Result<ReconcileResult> reconcile(store::Store& store, const std::string& agency) {
  auto use_cases = store.inventory().records();
  if (!use_cases) return std::unexpected(use_cases.error());
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const std::set<std::string> old = outdated(*imports);
  std::erase_if(*use_cases,
                [&](const record::UseCase& use_case) { return old.contains(use_case.import); });
  const auto is_of_agency = [&](const record::UseCase& use_case) {
    return agency.empty() || use_case.value("agency") == agency ||
           use_case.value("agency_name") == agency;
  };
  std::set<std::string> of_agency;
  for (const record::UseCase& use_case : *use_cases) {
    if (is_of_agency(use_case)) of_agency.insert(use_case.id);
  }
  if (!agency.empty() && of_agency.empty()) {
    return base::fail(base::Code::invalid, "no use case is of that agency");
  }
  const auto listed = store.estate().places();
  if (!listed) return std::unexpected(listed.error());
  std::vector<store::Place> places;
  for (const store::Place& place : *listed) {
    auto whole = store.estate().outline(place.path);
    if (!whole) return std::unexpected(whole.error());
    places.push_back(std::move(*whole));
  }
  std::vector<use::FoundSystem> systems;
  // A folder may have been read by itself and as part of another: the last reading counts.
  std::set<std::string> folders;
  std::ranges::stable_sort(places, std::greater(), &store::Place::read);
  for (const store::Place& place : places) {
    std::map<std::string_view, const record::Component*> by_id;
    for (const record::Component& component : place.components) by_id[component.id] = &component;
    for (const store::EstateSystem& kept : place.systems) {
      const std::string folder = kept.path == "." ? place.path : place.path + "/" + kept.path;
      if (!folders.insert(folder).second) continue;
      use::FoundSystem system{kept.id,    place.path, kept.path, kept.name,
                              kept.owner, kept.use_case, {},     {}};
      for (const std::string& id : kept.components) {
        if (const auto at = by_id.find(id); at != by_id.end()) {
          system.components.push_back(at->second);
        }
      }
      for (const store::Snapshot& part : kept.declared) {
        system.declared.push_back({part.kind, part.name, part.provider, part.version});
      }
      systems.push_back(std::move(system));
    }
  }
  ReconcileResult result{use::reconcile(*use_cases, systems), use_cases->size(), places.size()};
  if (!agency.empty()) {
    // Nobody knows whose a shadow is.
    std::erase_if(result.differences.differences, [&](const use::Difference& d) {
      return !of_agency.contains(d.use_case);
    });
  }
  return result;
}

}  // namespace bartizan::run
