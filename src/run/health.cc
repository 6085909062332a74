#include "run/health.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "run/discover.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using assure::vuln::Health;
using record::Component;

constexpr std::array<const char*, 4> kPolicies{"SECURITY.md", ".github/SECURITY.md",
                                               "docs/SECURITY.md", "SECURITY.rst"};
constexpr std::array<const char*, 7> kLicences{
    "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.txt", "COPYING", "LICENSE.rst"};
constexpr std::array<const char*, 11> kLocks{
    "uv.lock",        "poetry.lock", "pdm.lock",   "Pipfile.lock", "package-lock.json", "yarn.lock",
    "pnpm-lock.yaml", "bun.lock",    "Cargo.lock", "go.sum",       "Gemfile.lock"};
// A tree with more installed packages says it in its BOM.
constexpr std::size_t kMostPackages = 5000;

template <std::size_t N>
std::string first_there(const fs::path& folder, const std::array<const char*, N>& names) {
  std::error_code error;
  for (const char* name : names) {
    if (fs::is_regular_file(folder / name, error)) return name;
  }
  return {};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string() : path.substr(0, slash);
}

bool is_asked_for(const record::Occurrence& seen) {
  return !seen.signal.ends_with("-import") && !seen.signal.ends_with("-call") &&
         seen.signal != "dist-info" && seen.signal != "pkg-info" && !lies_in_packages(seen.path);
}

// What an installed or vendored package's own metadata says: the folder that holds it.
std::string folder_of_package(const Component& component) {
  for (const record::Occurrence& seen : component.occurrences) {
    const bool metadata = seen.signal == "dist-info" || seen.signal == "pkg-info" ||
                          seen.path.find("node_modules/") != seen.path.npos;
    if (metadata) return folder_of(seen.path);
  }
  return {};
}

}  // namespace

std::vector<Health> health_of(const std::string& place, const std::string& own,
                              const std::vector<Component>& components) {
  std::vector<Health> all;
  std::error_code error;
  const fs::path folder = own == "." || own.empty() ? fs::path(place) : fs::path(place) / own;
  if (!fs::is_directory(folder, error)) return all;
  Health project;
  project.path = own.empty() ? "." : own;
  project.own = true;
  project.security_policy = first_there(folder, kPolicies);
  project.licence = first_there(folder, kLicences);
  project.lock = first_there(folder, kLocks);
  for (const Component& c : components) {
    if (c.kind != record::ComponentKind::package) continue;
    if (c.attribute("scope") == "project") {
      project.name = c.name;
      project.version = c.version;
      continue;
    }
    if (std::ranges::none_of(c.occurrences, is_asked_for)) continue;
    ++(c.version.empty() ? project.unpinned : project.pinned);
  }
  all.push_back(std::move(project));
  for (const Component& c : components) {
    if (c.kind != record::ComponentKind::package || all.size() > kMostPackages) continue;
    const std::string where = folder_of_package(c);
    if (where.empty() || c.attribute("scope") == "project") continue;
    Health package;
    package.path = where;
    package.name = c.name;
    package.version = c.version;
    package.licence = c.attribute("licence");
    const fs::path there = fs::path(place) / where;
    package.security_policy = first_there(there, kPolicies);
    if (package.licence.empty()) package.licence = first_there(there, kLicences);
    all.push_back(std::move(package));
  }
  return all;
}

bool has_signature(const std::string& place, const std::string& path) {
  const fs::path root(place);
  std::error_code error;
  // A place may be the file itself.
  fs::path file = fs::is_directory(root, error) ? root / path : root;
  const std::string name = file.filename().string();
  for (fs::path folder = file.parent_path();; folder = folder.parent_path()) {
    for (const std::string& signature : assure::vuln::signature_names(name)) {
      if (fs::is_regular_file(folder / signature, error)) return true;
    }
    if (folder == root || folder == folder.parent_path() || !folder.string().starts_with(place)) {
      return false;
    }
  }
}

}  // namespace bartizan::run
