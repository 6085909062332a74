// pyproject.toml and Pipfile: https://packaging.python.org/specifications/pyproject-toml/,
// https://packaging.python.org/specifications/dependency-groups/,
// https://python-poetry.org/docs/pyproject/, https://github.com/pypa/pipfile
#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;

// A list of PEP 508 requirements; a dependency group may hold {include-group = "x"} beside them.
void read_list(Manifest& manifest, const Node* list, std::string_view scope) {
  if (list == nullptr) return;
  if (!list->is_array()) {
    manifest.note("malformed", list->line, "dependencies are no list");
    return;
  }
  for (const Node& entry : list->items) {
    if (entry.is_object()) continue;
    auto package = entry.is_string() ? python_package(entry.text) : std::nullopt;
    if (!package) {
      manifest.note("malformed", entry.line, "an entry that is no requirement");
      continue;
    }
    package->line = entry.line;
    if (package->scope.empty()) package->scope = scope;
    manifest.add(*package);
  }
}

// One member of a table of Poetry's or of a Pipfile: name = "^1.0" or {version = "^1.0", ...}.
void read_entry(Manifest& manifest, const Node& entry, std::string_view scope) {
  if (entry.key == "python") return;
  Package package;
  package.name = entry.key;
  package.line = entry.line;
  package.scope = scope;
  const Node* table = &entry;
  // Poetry allows several tables for several platforms.
  if (entry.is_array() && !entry.items.empty()) table = &entry.items.front();
  if (table->is_string()) {
    pin("pypi", table->text, package);
  } else if (table->is_object()) {
    pin("pypi", table->string("version"), package);
    package.url = table->string("git");
    if (package.url.empty()) package.url = table->string("url");
    if (package.url.empty()) package.url = table->string("file");
    if (const Node* optional = table->find("optional"); optional && optional->text == "true") {
      package.scope = "optional";
    }
  } else {
    manifest.note("malformed", entry.line, "the range of a package is neither text nor table");
  }
  manifest.add(package);
}

void read_table(Manifest& manifest, const Node* table, std::string_view scope) {
  if (table == nullptr || !table->is_object()) return;
  for (const Node& entry : table->items) read_entry(manifest, entry, scope);
}

void add_text(Package& package, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  package.more.push_back({std::string(key), std::string(value), record::Provenance::declared, {}});
}

void read_project(Manifest& manifest, const Node& project) {
  const Node* name = project.find("name");
  if (name == nullptr || !name->is_string()) return;
  Package package;
  package.name = name->text;
  package.line = name->line;
  package.version = project.string("version");
  const Node* licence = project.find("license");
  if (licence != nullptr && licence->is_object()) licence = licence->find("text");
  // A whole licence text stands there as often as its name.
  constexpr std::size_t kLongestName = 120;
  if (licence != nullptr && licence->is_string() && licence->text.size() < kLongestName) {
    add_text(package, "licence", licence->text);
  }
  if (const Node* urls = project.find("urls"); urls != nullptr && urls->is_object()) {
    for (const Node& url : urls->items) {
      if (lower(url.key) == "homepage" && url.is_string()) add_text(package, "home-page", url.text);
    }
  }
  add_text(package, "home-page", project.string("homepage"));
  manifest.project(package);
}

void read_poetry(Manifest& manifest, const Node& poetry) {
  read_project(manifest, poetry);
  read_table(manifest, poetry.find("dependencies"), "");
  read_table(manifest, poetry.find("dev-dependencies"), "dev");
  const Node* groups = poetry.find("group");
  if (groups == nullptr) return;
  for (const Node& group : groups->items) {
    const Node* optional = group.find("optional");
    const bool is_optional = optional != nullptr && optional->text == "true";
    read_table(manifest, group.find("dependencies"),
               group_scope(group.key, is_optional ? "optional" : ""));
  }
}

void read_pyproject_tree(Manifest& manifest, const Node& root) {
  if (const Node* project = root.find("project")) {
    read_project(manifest, *project);
    read_list(manifest, project->find("dependencies"), "");
    if (const Node* extras = project->find("optional-dependencies")) {
      for (const Node& extra : extras->items) {
        read_list(manifest, &extra, group_scope(extra.key, "optional"));
      }
    }
  }
  if (const Node* groups = root.find("dependency-groups")) {
    for (const Node& group : groups->items) {
      read_list(manifest, &group, group_scope(group.key, "dev"));
    }
  }
  const Node* tool = root.find("tool");
  if (tool == nullptr) return;
  if (const Node* poetry = tool->find("poetry")) read_poetry(manifest, *poetry);
  if (const Node* uv = tool->at({"uv", "dev-dependencies"})) read_list(manifest, uv, "dev");
  if (const Node* pdm = tool->at({"pdm", "dev-dependencies"})) {
    for (const Node& group : pdm->items) read_list(manifest, &group, group_scope(group.key, "dev"));
  }
  // Hatch names what its environments need in the same notation.
  if (const Node* environments = tool->at({"hatch", "envs"})) {
    for (const Node& environment : environments->items) {
      read_list(manifest, environment.find("dependencies"), group_scope(environment.key, "dev"));
      read_list(manifest, environment.find("extra-dependencies"), "dev");
    }
  }
}

}  // namespace

bool claims_pyproject(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "pyproject.toml" || name == "Pipfile";
}

void read_pyproject(SourceText& source) {
  const bool pipfile = source.file_name() == "Pipfile";
  Manifest manifest(source, "pypi", pipfile ? "Pipfile" : "pyproject");
  const auto root = manifest.toml();
  if (!root) return;
  if (!pipfile) return read_pyproject_tree(manifest, *root);
  read_table(manifest, root->find("packages"), "");
  read_table(manifest, root->find("dev-packages"), "dev");
}

}  // namespace bartizan::use::manifest
