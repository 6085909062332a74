#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/path.h"
#include "use/discover/discovery.h"
#include "use/discover/local_model.h"
#include "use/discover/resolve.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/rows.h"

namespace bartizan::use {
namespace {

// Files that make their folder a project.
constexpr std::array<std::string_view, 12> kManifests{
    "pyproject.toml", "setup.py",         "setup.cfg",  "requirements.txt",
    "package.json",   "go.mod",           "Cargo.toml", "pom.xml",
    "build.gradle",   "build.gradle.kts", "Pipfile",    "environment.yml"};
// Each project asks all of them.
constexpr std::size_t kMostOwners = 2000;
// What a tree of ten thousand services states.
constexpr std::size_t kMostSettingsOfTree = 100'000;
constexpr std::string_view kDeclaration = ".bartizan/system.toml";

auto order(const Found& f) {
  const record::Detection& d = f.detection;
  return std::tie(f.path, d.line, d.kind, d.name, d.provider, d.version, d.signal);
}

void drop_repeats(std::vector<Found>& all) {
  std::ranges::stable_sort(all, {}, order);
  const auto repeated = std::ranges::unique(all, {}, order);
  all.erase(repeated.begin(), repeated.end());
}

bool is_model_file(const Found& found) { return found.detection.signal == kModelFileSignal; }

// A folder's configuration and the weights beside it are one model: the weights, which say more
// about themselves, with what the configuration declares.
void join_folders(std::vector<Found>& all) {
  std::multimap<std::string_view, Found*> files;  // by folder
  for (Found& found : all) {
    if (!is_model_file(found)) continue;
    const std::string_view folder = base::folder_of(found.detection.name);
    files.emplace(folder.empty() ? "." : folder, &found);
  }
  const auto files_of = [&](const Found& found) {
    const record::Detection& d = found.detection;
    const bool is_folder =
        d.kind == record::ComponentKind::model && d.provider == "local" && !is_model_file(found);
    return is_folder ? files.equal_range(d.name) : std::pair(files.end(), files.end());
  };
  for (const Found& folder : all) {
    const auto [first, last] = files_of(folder);
    for (auto at = first; at != last; ++at) {
      for (record::Attribute attribute : folder.detection.attributes) {
        attribute.source = folder.path;
        at->second->detection.attributes.push_back(std::move(attribute));
      }
    }
  }
  std::set<std::string> joined;
  for (const auto& [folder, file] : files) joined.emplace(folder);
  std::erase_if(all, [&](const Found& found) {
    const record::Detection& d = found.detection;
    return d.kind == record::ComponentKind::model && d.provider == "local" &&
           !is_model_file(found) && joined.contains(d.name);
  });
}

using Projects = std::map<std::string, Project, std::less<>>;
using Folders = std::set<std::string_view>;

// The folder of the project that a file is of: the nearest above it that is one of `folders`, and
// that of the root where none is.
std::string_view project_of(std::string_view file, const auto& folders) {
  std::string_view folder = base::folder_of(file);
  while (!folder.empty() && !folders.contains(folder)) folder = base::folder_of(folder);
  return folder;
}

bool is_beside(const Found& found) { return counts_beside_ai(found.detection.signal); }

// The folders of projects that use AI or say that they are a system. What counts beside AI only is
// dropped where there is none.
Folders systems_of(const Projects& projects, std::vector<Found>& all) {
  Folders systems;
  for (const auto& [folder, project] : projects) {
    if (!project.declared.empty()) systems.insert(folder);
  }
  for (const Found& found : all) {
    if (is_beside(found)) continue;
    systems.insert(projects.find(project_of(found.path, projects))->first);
  }
  std::erase_if(all, [&](const Found& found) {
    return is_beside(found) && !systems.contains(project_of(found.path, systems));
  });
  return systems;
}

}  // namespace

bool Gather::rows(const std::string& path, std::span<const record::Row> rows) {
  bool wants_scan = false;
  std::uint64_t senseless = 0;
  for (const record::Row& row : rows) {
    Found found{path, {}};
    record::Note note;
    if (row.kind == kModelRow) {
      wants_scan = true;
    } else if (row.kind == kDetectionRow && read_detection(row, 0, found.detection) &&
               !found.detection.name.empty()) {
      discovery_.detections.push_back(std::move(found));
    } else if (row.kind == kSoftwareRow && read_detection(row, 0, found.detection) &&
               !found.detection.name.empty()) {
      discovery_.software.push_back(std::move(found));
    } else if (row.kind == kUnresolvedRow && read_detection(row, 1, found.detection)) {
      unresolved_.push_back({std::move(found), row.fields[0]});
    } else if (row.kind == kConstantRow && row.fields.size() == 3) {
      constants_[path].emplace(row.field(0), row.field(1));
    } else if (row.kind == kOwnerRow && row.fields.size() == 3) {
      if (discovery_.owners.size() == kMostOwners) continue;
      discovery_.owners.push_back({std::string(base::folder_of(path)), row.fields[0], row.fields[1],
                                   base::last_part(path) == "CODEOWNERS"});
    } else if (row.kind == kSettingRow) {
      FileSetting said{path, {}};
      if (!read_setting(row, said.setting)) {
        ++senseless;
      } else if (discovery_.settings.size() < kMostSettingsOfTree) {
        discovery_.settings.push_back(std::move(said));
      }
    } else if (record::read_note(row, note)) {
      discovery_.notes.push_back({path, std::move(note)});
    } else {
      ++senseless;
    }
  }
  if (senseless > 0) {
    note(path, {record::NoteLevel::error, "distrusted", 0, 0,
                std::to_string(senseless) + " rows of its worker make no sense and were dropped"});
  }
  return wants_scan;
}

void Gather::seen(std::string_view path) {
  const auto project = [&](std::string_view folder) -> Project& {
    const std::string key(folder);
    return projects_.try_emplace(key, Project{key.empty() ? "." : key, {}, {}, {}, {}, {}})
        .first->second;
  };
  if (std::ranges::find(kManifests, base::last_part(path)) != kManifests.end())
    project(base::folder_of(path));
  if (path == kDeclaration || path.ends_with("/" + std::string(kDeclaration))) {
    project(base::folder_of(base::folder_of(path))).declared = path;
  }
}

void Gather::model(const std::string& path, const record::Artifact& artifact) {
  if (auto detection = local_model(path, artifact)) {
    discovery_.detections.push_back({path, std::move(*detection)});
  }
}

void Gather::note(const std::string& path, record::Note what) {
  discovery_.notes.push_back({path, std::move(what)});
}

const std::string* Gather::constant(const std::string& file, const std::string& name) const {
  const auto at = constants_.find(file);
  if (at == constants_.end()) return nullptr;
  const auto value = at->second.find(name);
  return value == at->second.end() ? nullptr : &value->second;
}

// Of several files that the path may mean, the one that shares most folders with the importer.
const std::string* Gather::constant_below(const std::string& candidate, const std::string& importer,
                                          const std::string& name) const {
  const std::string* best = nullptr;
  std::ptrdiff_t best_shared = 0;
  const auto [first, last] = files_by_name_.equal_range(base::last_part(candidate));
  for (auto at = first; at != last; ++at) {
    const std::string& file = *at->second;
    if (!file.ends_with(candidate.substr(1))) continue;
    const std::string* value = constant(file, name);
    const std::ptrdiff_t shared = std::ranges::mismatch(file, importer).in1 - file.begin();
    if (value == nullptr || (best != nullptr && shared <= best_shared)) continue;
    best = value;
    best_shared = shared;
  }
  return best;
}

// The nearest manifest's author; else whom the CODEOWNERS file names for the folder, last word
// wins.
std::string Gather::owner_of(std::string_view folder) const {
  for (const FolderOwner& owner : discovery_.owners) {
    if (!owner.code_owners && owner.folder == folder) return owner.who;
  }
  std::string best;
  for (const FolderOwner& owner : discovery_.owners) {
    if (!owner.code_owners) continue;
    std::string_view pattern = owner.pattern;
    while (pattern.starts_with('/')) pattern.remove_prefix(1);
    while (pattern.ends_with('*') || pattern.ends_with('/')) pattern.remove_suffix(1);
    const bool fits =
        pattern.empty() || folder == pattern || folder.starts_with(std::string(pattern) + "/");
    if (fits) best = owner.who;
  }
  return best;
}

void Gather::resolve() {
  for (const auto& [file, values] : constants_)
    files_by_name_.emplace(base::last_part(file), &file);
  for (Unresolved& open : unresolved_) {
    const Symbol symbol = split_symbol(open.symbol);
    const std::string* value = nullptr;
    for (const std::string& candidate : candidates(symbol.module, open.found.path)) {
      value = candidate.starts_with("*/") ? constant_below(candidate, open.found.path, symbol.name)
                                          : constant(candidate, symbol.name);
      if (value != nullptr) break;
    }
    if (value == nullptr) continue;
    record::Detection& d = open.found.detection;
    if (d.kind == record::ComponentKind::model) {
      const auto model = canonical_model(*value, d.provider, catalog_);
      if (!model) continue;
      d.name = model->name;
      d.provider = model->provider;
    } else {
      d.name = *value;
    }
    d.certainty = std::min(d.certainty, record::Certainty::medium);
    discovery_.detections.push_back(std::move(open.found));
  }
  unresolved_.clear();
}

Discovery Gather::finish() {
  resolve();
  projects_.try_emplace("", Project{".", {}, {}, {}, {}, {}});
  join_folders(discovery_.detections);
  const Folders systems = systems_of(projects_, discovery_.detections);
  drop_repeats(discovery_.detections);
  drop_repeats(discovery_.software);
  discovery_.components = merge(discovery_.detections);
  discovery_.software_components = merge(discovery_.software);
  for (const record::Component& component : discovery_.components) {
    std::set<std::string_view> seen;  // folders of this component
    for (const record::Occurrence& occurrence : component.occurrences) {
      const std::string_view folder = counts_beside_ai(occurrence.signal)
                                          ? project_of(occurrence.path, systems)
                                          : project_of(occurrence.path, projects_);
      if (!seen.insert(folder).second) continue;
      projects_.find(folder)->second.components.push_back(component.id);
    }
  }
  for (auto& [folder, project] : projects_) {
    if (project.components.empty() && project.declared.empty()) continue;
    std::ranges::sort(project.components);
    project.owner = owner_of(folder);
    project.name = folder.empty() ? "." : std::string(base::last_part(folder));
    discovery_.projects.push_back(std::move(project));
  }
  return std::move(discovery_);
}

}  // namespace bartizan::use
