#include "run/estate.h"

#include <algorithm>
#include <filesystem>

#include "run/audit.h"
#include "run/cases.h"
#include "run/estate_parts.h"
#include "run/evidence.h"
#include "run/evidence_settings.h"
#include "run/inventory_edit.h"
#include "run/left_out.h"
#include "run/roots.h"
#include "run/systems.h"
#include "store/id.h"

namespace bartizan::run {
namespace {

std::vector<assure::bom::Card> of_root(const std::vector<assure::bom::Card>& all,
                                       const std::string& root) {
  std::vector<assure::bom::Card> own;
  for (const assure::bom::Card& card : all) {
    const auto path = use::path_below(card.path, root);
    if (!path) continue;
    own.push_back(card);
    own.back().path = *path;
    for (record::Attribute& attribute : own.back().attributes) {
      if (auto source = use::path_below(attribute.source, root)) {
        attribute.source = std::move(*source);
      }
    }
  }
  return own;
}

store::EstateSystem system_of(const use::Project& project, const std::string& place) {
  store::EstateSystem system;
  system.id = found_system_id(place, project.path);
  system.path = project.path;
  system.name = project.path == "." ? place.substr(place.rfind('/') + 1) : project.name;
  system.owner = project.owner;
  system.use_case = project.use_case;
  system.components = project.components;
  return system;
}

store::Place place_of(const use::Discovery& found, const std::string& root, base::Millis now) {
  store::Place place;
  place.path = absolute_path(root);
  place.read = now;
  place.components = found.components;
  for (const record::Component& component : found.software_components) {
    place.components.push_back(component);
  }
  for (const use::Project& project : found.projects) {
    place.systems.push_back(system_of(project, place.path));
  }
  return place;
}

}  // namespace

std::string absolute_path(const std::string& path) {
  std::string out = std::filesystem::absolute(without_dots(path)).lexically_normal().string();
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
  // What changed while it was read may have been read before that.
  if (report.began != 0) now = report.began;
  if (report.run.roots.size() == 1) {
    places.push_back(place_of(report.discovery, report.run.roots.front(), now));
    places.back().relations = report.relations;
    return places;
  }
  for (const std::string& root : report.run.roots) {
    use::Discovery own = use::part_of(report.discovery, root);
    auto described = assure::bom::describe(own.components, of_root(report.cards, root));
    places.push_back(place_of(own, root, now));
    places.back().relations = std::move(described.relations);
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
      const auto path = only_root ? artifact.path : use::path_below(artifact.path, root);
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

namespace {

// What a file of the tree declares becomes a line of the inventory, and of the audit log where it
// says something new. What people changed of it stays as they left it.
base::Result<void> declare(store::Store& store, const record::UseCase& use_case, base::Millis now) {
  const auto known = store.inventory().find_use_cases(use_case.id);
  if (!known) return std::unexpected(known.error());
  base::Result<record::UseCase> now_said = use_case;
  const auto before = std::ranges::find(*known, use_case.id, &record::UseCase::id);
  if (before != known->end()) now_said = with_edits(store, *before, use_case);
  if (!now_said) return std::unexpected(now_said.error());
  if (before != known->end() && *before == *now_said) return {};
  const char* but = *now_said == use_case ? ": " : ", but for what people changed: ";
  store::AuditedChange change(store.audit(),
                              command_event("inventory.declare", use_case.id,
                                            "as " + use_case.source + " says" + but +
                                                std::string(use_case.value("use_case_name")),
                                            now));
  if (const auto kept = store.inventory().put_use_case(*now_said); !kept) return kept;
  if (const auto said = change.done(); !said) return std::unexpected(said.error());
  return {};
}

// What stands behind a limit, or could not be read, is not known to be free of anything.
std::vector<std::string> unread_sources(const DiscoverReport& report) {
  std::vector<std::string> paths;
  // Of one root, paths are those below it; of several, they begin with theirs.
  const bool is_one = report.run.roots.size() == 1;
  std::error_code error;
  const std::string root = is_one ? absolute_path(report.run.roots.front()) : std::string();
  const bool is_folder = is_one && std::filesystem::is_directory(root, error);
  for (const use::FileNote& one : report.discovery.notes) {
    const bool is_cut = one.note.level != record::NoteLevel::info &&
                        (one.note.code == "unread" || one.note.code == "unreadable" ||
                         one.note.code.starts_with("limit:"));
    if (!is_cut || !is_own_source(one.path)) continue;
    const bool is_root = is_one && !is_folder;
    paths.push_back(is_root ? root : is_one ? root + "/" + one.path : absolute_path(one.path));
  }
  return paths;
}

}  // namespace

base::Result<void> remember(store::Store& store, const DiscoverReport& report, base::Millis now) {
  if (report.interrupted) return {};
  for (const record::UseCase& use_case : report.declared) {
    if (const auto kept = declare(store, use_case, now); !kept) return kept;
  }
  for (const store::Place& place : places_of(report, now)) {
    if (const auto kept = keep(store, place, now); !kept) return kept;
  }
  auto settings = settings_evidence(store, report, now);
  if (!settings) return std::unexpected(settings.error());
  if (const auto left = leave_evidence(store, std::move(*settings)); !left) return left;
  return leave_left_out(store, report.run.roots, report.excluded, kReadsSources, now, {},
                        unread_sources(report));
}

}  // namespace bartizan::run
