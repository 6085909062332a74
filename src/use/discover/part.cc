#include <algorithm>
#include <array>

#include "base/path.h"
#include "use/discover/discovery.h"
#include "use/discover/local_model.h"

namespace bartizan::use {
namespace {

// Signals of models that are called by the path of their file or folder.
constexpr std::array<std::string_view, 3> kCalledByPath{kModelFileSignal, "model-folder", "mlflow"};

std::string_view without_slash(std::string_view root) {
  while (root.size() > 1 && root.ends_with('/')) root.remove_suffix(1);
  return root;
}

// Of a folder: "" for the root itself.
std::optional<std::string> folder_below(std::string_view path, std::string_view root) {
  if (path == without_slash(root)) return std::string();
  return path_below(path, root);
}

std::optional<Found> found_below(const Found& found, std::string_view root) {
  const auto path = path_below(found.path, root);
  if (!path) return std::nullopt;
  Found own{*path, found.detection};
  record::Detection& d = own.detection;
  const bool by_path = d.kind == record::ComponentKind::model && d.provider == "local" &&
                       std::ranges::find(kCalledByPath, d.signal) != kCalledByPath.end();
  if (by_path) {
    // The folder that was read has no name of its own below itself, and is found under none.
    const auto name = d.name == found.path ? path : folder_below(d.name, root);
    if (name && name->empty()) return std::nullopt;
    if (name) d.name = *name;
  }
  if (d.evidence == found.path) d.evidence = *path;
  for (record::Attribute& attribute : d.attributes) {
    if (auto source = path_below(attribute.source, root)) attribute.source = std::move(*source);
  }
  return own;
}

}  // namespace

std::optional<std::string> path_below(std::string_view path, std::string_view root) {
  root = without_slash(root);
  if (path == root) return std::string(base::last_part(path));
  if (!path.starts_with(root)) return std::nullopt;
  path.remove_prefix(root.size());
  if (!root.ends_with('/')) {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
  }
  return std::string(path);
}

Discovery part_of(const Discovery& all, std::string_view root) {
  Gather part(scan::Catalog::embedded());
  const auto add = [&](const std::vector<Found>& from, std::vector<Found>& to) {
    for (const Found& found : from) {
      if (auto own = found_below(found, root)) to.push_back(std::move(*own));
    }
  };
  add(all.detections, part.discovery_.detections);
  add(all.software, part.discovery_.software);
  for (const Project& project : all.projects) {
    const auto folder = folder_below(project.path, root);
    if (!folder) continue;
    Project own{folder->empty() ? "." : *folder, {}, {}, {}, project.use_case, {}};
    own.declared = path_below(project.declared, root).value_or("");
    part.projects_.try_emplace(*folder, std::move(own));
  }
  for (const FolderOwner& owner : all.owners) {
    const auto folder = folder_below(owner.folder, root);
    if (!folder) continue;
    part.discovery_.owners.push_back(owner);
    part.discovery_.owners.back().folder = *folder;
  }
  return part.finish();
}

}  // namespace bartizan::use
