#include "run/estate.h"

#include <algorithm>
#include <filesystem>

#include "store/id.h"

namespace bartizan::run {
namespace {

// `path` without its root in front; nullopt when it lies elsewhere.
std::optional<std::string> below(const std::string& path, const std::string& root, bool only_root) {
  if (only_root) return path;
  if (path == root) return path.substr(path.rfind('/') + 1);
  const std::string front = root + (root.ends_with('/') ? "" : "/");
  if (!path.starts_with(front)) return std::nullopt;
  return path.substr(front.size());
}

std::vector<use::Found> of_root(const std::vector<use::Found>& all, const std::string& root,
                                bool only_root) {
  std::vector<use::Found> own;
  for (const use::Found& found : all) {
    if (auto path = below(found.path, root, only_root)) own.push_back({*path, found.detection});
  }
  return own;
}

std::vector<assure::bom::Card> of_root(const std::vector<assure::bom::Card>& all,
                                       const std::string& root) {
  std::vector<assure::bom::Card> own;
  for (const assure::bom::Card& card : all) {
    if (const auto path = below(card.path, root, false)) {
      own.push_back(card);
      own.back().path = *path;
    }
  }
  return own;
}

}  // namespace

std::string absolute_path(const std::string& path) {
  std::string out = std::filesystem::absolute(path).lexically_normal().string();
  if (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

std::string found_system_id(std::string_view place, std::string_view path) {
  return store::natural_id("found", std::string(place) + '\0' + std::string(path));
}

std::vector<store::Place> places_of(const DiscoverReport& report, base::Millis now) {
  std::vector<store::Place> places;
  const bool only_root = report.run.roots.size() == 1;
  for (const std::string& root : report.run.roots) {
    store::Place place;
    place.path = absolute_path(root);
    place.read = now;
    if (only_root) {
      place.components = report.discovery.components;
      place.relations = report.relations;
    } else {
      place.components = use::merge(of_root(report.discovery.detections, root, false));
      place.relations = assure::bom::describe(place.components, of_root(report.cards, root)).relations;
    }
    for (record::Component& component :
         use::merge(of_root(report.discovery.software, root, only_root))) {
      place.components.push_back(std::move(component));
    }
    for (const use::Project& project : report.discovery.projects) {
      const auto path = project.path == "." ? std::optional<std::string>(only_root ? "." : "")
                                            : below(project.path, root, only_root);
      if (!path || path->empty()) continue;
      store::EstateSystem system;
      system.id = found_system_id(place.path, *path);
      system.path = *path;
      system.name = *path == "." ? place.path.substr(place.path.rfind('/') + 1) : project.name;
      system.owner = project.owner;
      system.use_case = project.use_case;
      system.components = project.components;
      place.systems.push_back(std::move(system));
    }
    if (!only_root && place.systems.empty() && !place.components.empty()) {
      store::EstateSystem system;
      system.id = found_system_id(place.path, ".");
      system.path = ".";
      system.name = place.path.substr(place.path.rfind('/') + 1);
      for (const record::Component& component : place.components) {
        system.components.push_back(component.id);
      }
      std::ranges::sort(system.components);
      place.systems.push_back(std::move(system));
    }
    places.push_back(std::move(place));
  }
  return places;
}

base::Result<bool> forget(store::Store& store, const std::string& root) {
  return store.estate().forget(root.starts_with("bom:") ? root : absolute_path(root));
}

base::Result<void> remember(store::Store& store, const DiscoverReport& report, base::Millis now) {
  if (report.interrupted) return {};
  for (const record::UseCase& use_case : report.declared) {
    if (const auto kept = store.inventory().put_use_case(use_case); !kept) return kept;
  }
  for (const store::Place& place : places_of(report, now)) {
    if (const auto kept = store.estate().replace(place); !kept) return kept;
  }
  return {};
}

}  // namespace bartizan::run
