#include "run/estate.h"

#include <algorithm>
#include <filesystem>

#include "run/cases.h"
#include "run/estate_parts.h"
#include "run/evidence.h"
#include "run/evidence_settings.h"
#include "run/systems.h"
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
  std::string folder(place);
  if (place.starts_with('/') && !path.empty() && path != ".") {
    folder += (place.ends_with('/') ? "" : "/") + std::string(path);
    path = ".";
  }
  return store::natural_id("found", folder + '\0' + std::string(path));
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
      place.relations =
          assure::bom::describe(place.components, of_root(report.cards, root)).relations;
    }
    for (record::Component& component :
         use::merge(of_root(report.discovery.software, root, only_root))) {
      place.components.push_back(std::move(component));
    }
    for (const use::Project& project : report.discovery.projects) {
      // Of several roots, "." is what lies in none of them.
      if (project.path == "." && !only_root) continue;
      const auto path = project.path == "." || project.path == root
                            ? std::optional<std::string>(".")
                            : below(project.path, root, only_root);
      if (!path) continue;
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
  // A root inside another was read with that.
  for (std::size_t i = 0; i < places.size();) {
    const bool twice = std::ranges::any_of(places, [&](const store::Place& other) {
      return &other != &places[i] && (lies_in(places[i].path, other.path) ||
                                      (other.path == places[i].path && &other < &places[i]));
    });
    if (twice) {
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return places;
}

std::vector<VulnOptions::Harmful> harmful_files(const DiscoverReport& report) {
  std::vector<VulnOptions::Harmful> all;
  const bool only_root = report.run.roots.size() == 1;
  for (const record::Artifact& artifact : report.harmful) {
    for (const std::string& root : report.run.roots) {
      const auto path = below(artifact.path, root, only_root);
      if (!path) continue;
      all.push_back({absolute_path(root), *path, std::string(record::name(artifact.verdict))});
      break;
    }
  }
  return all;
}

base::Result<bool> forget(store::Store& store, const std::string& root, base::Millis now) {
  const std::string path = root.starts_with("bom:") ? root : absolute_path(root);
  std::vector<std::string> systems{"place:" + path};
  const auto rows = store.estate().systems_in(path);
  if (!rows) return std::unexpected(rows.error());
  for (const store::SystemRow& row : *rows) systems.push_back(row.system.id);
  const auto forgotten = store.estate().forget(path);
  if (!forgotten || !*forgotten) return forgotten;
  const auto closed = close_cases(store, systems, "its place was forgotten", now);
  if (!closed) return std::unexpected(closed.error());
  return true;
}

namespace {

base::Result<void> keep(store::Store& store, const store::Place& read, base::Millis now) {
  const auto known = store.estate().places();
  if (!known) return std::unexpected(known.error());
  std::vector<std::string> before, inner;
  std::optional<std::string> outer;
  for (const store::Place& place : *known) {
    if (lies_in(read.path, place.path)) outer = place.path;
    if (lies_in(place.path, read.path) && is_read_again(place.path, read)) {
      inner.push_back(place.path);
    }
  }
  const std::string& target = outer ? *outer : read.path;
  for (const std::string& path : inner) {
    before.push_back("place:" + path);
    const auto rows = store.estate().systems_in(path);
    if (!rows) return std::unexpected(rows.error());
    for (const store::SystemRow& row : *rows) before.push_back(row.system.id);
  }
  const auto rows = store.estate().systems_in(target);
  if (!rows) return std::unexpected(rows.error());
  for (const store::SystemRow& row : *rows) before.push_back(row.system.id);
  store::Place kept = read;
  if (outer) {
    auto whole = store.estate().place(*outer);
    if (!whole) return std::unexpected(whole.error());
    kept = with_part(std::move(*whole), read);
  }
  for (const std::string& path : inner) {
    if (const auto gone = store.estate().forget(path); !gone) return std::unexpected(gone.error());
  }
  if (const auto done = store.estate().replace(kept); !done) return done;
  std::erase_if(before, [&](const std::string& id) {
    return std::ranges::find(kept.systems, id, &store::EstateSystem::id) != kept.systems.end();
  });
  const auto closed = close_cases(store, before, "no longer a system of its own", now);
  if (!closed) return std::unexpected(closed.error());
  return {};
}

}  // namespace

base::Result<bool> name_as_known(store::Store& store, std::vector<store::Place>& places) {
  bool part = false;
  for (store::Place& place : places) {
    if (place.systems.empty()) {
      const auto around = system_at(store, place.path);
      if (!around) return std::unexpected(around.error());
      part = part || !around->empty();
    }
    for (store::EstateSystem& system : place.systems) {
      const auto row = store.estate().system(system.id);
      if (!row) return std::unexpected(row.error());
      if (*row) continue;
      const auto owner =
          system_at(store, system.path == "." ? place.path : place.path + "/" + system.path);
      if (!owner) return std::unexpected(owner.error());
      if (owner->empty()) continue;
      const auto whole = store.estate().system(*owner);
      if (!whole) return std::unexpected(whole.error());
      if (!*whole) continue;
      part = true;
      system.id = *owner;
      system.name = (*whole)->system.name;
      system.use_case = (*whole)->system.use_case;
    }
  }
  return part;
}

base::Result<void> remember(store::Store& store, const DiscoverReport& report, base::Millis now) {
  if (report.interrupted) return {};
  for (const record::UseCase& use_case : report.declared) {
    if (const auto kept = store.inventory().put_use_case(use_case); !kept) return kept;
  }
  for (const store::Place& place : places_of(report, now)) {
    if (const auto kept = keep(store, place, now); !kept) return kept;
  }
  auto settings = settings_evidence(store, report, now);
  if (!settings) return std::unexpected(settings.error());
  leave_evidence(store, std::move(*settings));
  return {};
}

}  // namespace bartizan::run
