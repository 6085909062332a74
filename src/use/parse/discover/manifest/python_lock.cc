// Lock files of Python: Pipfile.lock, poetry.lock, pdm.lock, uv.lock, pylock.toml (PEP 751).
#include <set>

#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;

void read_pipfile_lock(Manifest& manifest, const Node& root) {
  for (const Node& group : root.items) {
    if (group.key == "_meta" || !group.is_object()) continue;
    for (const Node& entry : group.items) {
      Package package;
      package.name = entry.key;
      package.line = entry.line;
      package.scope = group.key == "default" ? "" : group_scope(group.key, "dev");
      pin("pypi", entry.string("version"), package);
      package.url = entry.string("git");
      if (const Node* hashes = entry.find("hashes"); hashes && !hashes->items.empty()) {
        package.digest = hashes->items.front().text;
      }
      manifest.add(package);
    }
  }
}

// The source distribution's where there is one: it is the same on every platform.
std::string first_hash(const Node& entry) {
  for (const std::string_view key : {"sdist", "archive"}) {
    const Node* file = entry.find(key);
    if (file == nullptr) continue;
    if (const auto hash = file->string("hash"); !hash.empty()) return std::string(hash);
    if (const Node* hashes = file->find("hashes"); hashes && !hashes->items.empty()) {
      return hashes->items.front().key + ':' + hashes->items.front().text;
    }
  }
  for (const std::string_view key : {"files", "wheels"}) {
    const Node* files = entry.find(key);
    if (files == nullptr || files->items.empty()) continue;
    const Node& file = files->items.front();
    if (const auto hash = file.string("hash"); !hash.empty()) return std::string(hash);
    if (const Node* hashes = file.find("hashes"); hashes && !hashes->items.empty()) {
      return hashes->items.front().key + ':' + hashes->items.front().text;
    }
  }
  return {};
}

// uv marks the project and its workspace: they have no registry.
bool is_local(const Node& entry) {
  const Node* source = entry.find("source");
  if (source != nullptr) {
    for (const std::string_view key : {"editable", "virtual", "directory"}) {
      if (source->find(key) != nullptr) return true;
    }
  }
  return entry.find("directory") != nullptr;
}

std::set<std::string> direct_names(const Node& packages) {
  std::set<std::string> direct;
  const auto take = [&direct](const Node* list) {
    if (list == nullptr) return;
    for (const Node& entry : list->items) {
      if (const auto name = entry.string("name"); !name.empty()) {
        direct.insert(package_name("pypi", name));
      }
    }
  };
  for (const Node& entry : packages.items) {
    if (!is_local(entry)) continue;
    take(entry.find("dependencies"));
    for (const std::string_view key : {"optional-dependencies", "dev-dependencies"}) {
      const Node* groups = entry.find(key);
      if (groups == nullptr) continue;
      for (const Node& group : groups->items) take(&group);
    }
  }
  return direct;
}

std::string_view scope_of(const Node& entry) {
  if (entry.string("category") == "dev") return "dev";
  const Node* groups = entry.find("groups");
  if (groups != nullptr && !groups->items.empty()) {
    std::string_view scope;
    for (const Node& group : groups->items) {
      if (group.text == "main" || group.text == "default") return {};
      scope = group_scope(group.text, "");
    }
    return scope;
  }
  const Node* optional = entry.find("optional");
  return optional != nullptr && optional->text == "true" ? "optional" : "";
}

void read_packages(Manifest& manifest, const Node& root) {
  const Node* packages = root.find("package");
  if (packages == nullptr) packages = root.find("packages");
  if (packages == nullptr || !packages->is_array()) {
    manifest.note("malformed", 1, "a lock file without a list of packages");
    return;
  }
  const bool uv = manifest.source().file_name() == "uv.lock";
  const std::set<std::string> direct = uv ? direct_names(*packages) : std::set<std::string>();
  for (const Node& entry : packages->items) {
    const Node* name = entry.find("name");
    if (name == nullptr || !name->is_string()) {
      manifest.note("malformed", entry.line, "a locked package without a name");
      continue;
    }
    if (is_local(entry)) continue;
    Package package;
    package.name = name->text;
    package.version = entry.string("version");
    package.line = name->line;
    package.scope = scope_of(entry);
    if (uv && !direct.contains(package_name("pypi", package.name))) package.scope = "transitive";
    package.digest = first_hash(entry);
    if (const Node* vcs = entry.find("vcs")) package.url = vcs->string("url");
    if (const Node* source = entry.find("source"); source != nullptr) {
      package.url = source->string("git");
      if (source->string("type") == "git") package.url = source->string("url");
    }
    manifest.add(package);
  }
  // poetry.lock of version 1 keeps the hashes of all files in a table of its own; they are left.
}

}  // namespace

bool claims_python_lock(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  if (name.starts_with("pylock.") && name.ends_with(".toml")) return true;
  return name == "Pipfile.lock" || name == "poetry.lock" || name == "uv.lock" || name == "pdm.lock";
}

void read_python_lock(SourceText& source) {
  const std::string_view name = source.file_name();
  Manifest manifest(source, "pypi", name.starts_with("pylock") ? "pylock.toml" : name);
  if (name == "Pipfile.lock") {
    const auto root = text::parse_jsonc(source.text, source.budget);
    if (!root) return manifest.malformed(root.error(), "the file is no JSON");
    return read_pipfile_lock(manifest, *root);
  }
  if (const auto root = manifest.toml()) read_packages(manifest, *root);
}

}  // namespace bartizan::use::manifest
