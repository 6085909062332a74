#include "protect/readiness/dependencies.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace bartizan::protect {
namespace {

using record::Component;
using record::ComponentKind;

// What a component needs of others; an empty kind where it needs nobody.
std::pair<std::string, std::string> need_of(const Component& component) {
  switch (component.kind) {
    case ComponentKind::package:
      return {component.provider.empty() ? "" : "registry", component.provider};
    case ComponentKind::model:
    case ComponentKind::dataset: {
      const std::string& provider = component.provider;
      if (provider.empty() || provider == "local") return {};
      const bool hub = provider == "huggingface" || provider == "ollama";
      return {hub ? "hub" : "provider", provider};
    }
    case ComponentKind::endpoint:
      return {"endpoint", component.name};
    case ComponentKind::resource:
    case ComponentKind::vector_store:
    case ComponentKind::mcp_server:
      return {"service", component.name};
    default:
      return {};
  }
}

using Key = std::pair<std::string, std::string>;
using Needs = std::map<Key, std::set<std::string>>;

Needs needs_of(const store::Place& place, const store::EstateSystem& system) {
  Needs needs;
  for (const Component& component : place.components) {
    if (std::ranges::find(system.components, component.id) == system.components.end()) continue;
    const Key key = need_of(component);
    if (!key.first.empty() && !key.second.empty()) needs[key].insert(component.name);
  }
  return needs;
}

std::vector<Dependency> list_of(const Needs& needs) {
  std::vector<Dependency> all;
  for (const auto& [key, names] : needs) {
    Dependency one{key.first, key.second, names.size(), {}};
    for (const std::string& name : names) {
      if (one.examples.size() < kMostExamples) one.examples.push_back(name);
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

DependencyMap dependency_map(std::span<const store::Place> places,
                             std::span<const record::Readiness> records, bool all) {
  std::map<std::string, DependentSystem> systems;
  for (const record::Readiness& record : records) {
    if (record.withdrawn != 0 || record.system.empty()) continue;
    if (record.kind != record::ReadinessKind::critical_asset) continue;
    systems[record.system] = {record.system, record.system_name, true, false, {}};
  }
  for (const store::Place& place : places) {
    for (const store::EstateSystem& found : place.systems) {
      const bool known = systems.contains(found.id);
      // Somebody may have recorded the use case that it is.
      const bool as_use_case = !found.use_case.empty() && systems.contains(found.use_case);
      if (!known && !as_use_case && !all) continue;
      DependentSystem& system = systems[as_use_case && !known ? found.use_case : found.id];
      if (system.id.empty()) system.id = found.id;
      if (system.name.empty()) system.name = found.name;
      system.found = true;
      const auto needs = list_of(needs_of(place, found));
      system.needs.insert(system.needs.end(), needs.begin(), needs.end());
    }
  }
  for (const record::Readiness& record : records) {
    if (record.withdrawn != 0 || record.kind != record::ReadinessKind::dependency) continue;
    const auto system = systems.find(record.system);
    if (system == systems.end()) continue;
    system->second.needs.push_back({"recorded", record.what, 0, {}});
  }
  DependencyMap map;
  std::map<Key, std::vector<std::string>> shared;
  for (auto& [id, system] : systems) {
    const auto key = [](const Dependency& one) { return std::tie(one.kind, one.name); };
    std::ranges::sort(system.needs, {}, key);
    system.needs.erase(std::ranges::unique(system.needs, {}, key).begin(), system.needs.end());
    for (const Dependency& one : system.needs) {
      if (system.critical) shared[{one.kind, one.name}].push_back(system.name);
    }
    map.systems.push_back(std::move(system));
  }
  std::ranges::stable_sort(map.systems, {}, [](const DependentSystem& system) {
    return std::tuple(!system.critical, system.name, system.id);
  });
  for (auto& [key, names] : shared) {
    if (names.size() < 2) continue;
    std::ranges::sort(names);
    map.shared.push_back({key.first, key.second, std::move(names)});
  }
  std::ranges::stable_sort(map.shared, std::greater(),
                           [](const SharedDependency& one) { return one.systems.size(); });
  return map;
}

}  // namespace bartizan::protect
