// package-lock.json, versions 1 to 3, and bun.lock:
// https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json,
// https://bun.com/docs/pm/lockfile
#include <set>

#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

constexpr std::string_view kModules = "node_modules/";
// Version 1 nests packages in packages; npm itself never nests deeper than a path may be long.
constexpr int kMostNesting = 64;

bool is_true(const text::Node& node, std::string_view key) {
  const text::Node* flag = node.find(key);
  return flag != nullptr && flag->text == "true";
}

std::string_view scope_of(const text::Node& entry, bool direct) {
  if (is_true(entry, "dev")) return "dev";
  if (is_true(entry, "optional") || is_true(entry, "devOptional")) return "optional";
  return direct ? "" : "transitive";
}

void add_locked(Manifest& manifest, std::string_view name, const text::Node& entry,
                std::string_view scope) {
  Package package;
  package.name = name;
  // An alias is installed under another name than its own.
  if (const auto own = entry.string("name"); !own.empty()) package.name = own;
  package.line = entry.line;
  package.scope = scope;
  pin("npm", entry.string("version"), package);
  package.digest = digest_of(entry.string("integrity"));
  if (const text::Node* licence = entry.find("license"); licence && licence->is_string()) {
    package.more.push_back({"licence", licence->text, record::Provenance::declared, {}});
  }
  manifest.add(package);
}

using Names = std::set<std::string_view>;

void add_names(Names& names, const text::Node* project) {
  if (project == nullptr) return;
  for (const std::string_view key :
       {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"}) {
    const text::Node* packages = project->find(key);
    if (packages == nullptr || !packages->is_object()) continue;
    for (const text::Node& entry : packages->items) names.insert(entry.key);
  }
}

// Versions 2 and 3: one flat table, keyed by folder; those outside of node_modules are workspaces.
void read_flat(Manifest& manifest, const text::Node& packages) {
  Names direct;
  for (const text::Node& entry : packages.items) {
    if (entry.key.find(kModules) == entry.key.npos) add_names(direct, &entry);
  }
  for (const text::Node& entry : packages.items) {
    const std::size_t last = entry.key.rfind(kModules);
    if (last == entry.key.npos || !entry.is_object() || is_true(entry, "link")) continue;
    const std::string_view name = std::string_view(entry.key).substr(last + kModules.size());
    const bool nested = last != 0;
    add_locked(manifest, name, entry, scope_of(entry, !nested && direct.contains(name)));
  }
}

// Version 1 does not say which packages the project itself asks for; those inside others it does
// not.
void read_nested(Manifest& manifest, const text::Node& packages, int depth) {
  if (depth == kMostNesting) {
    manifest.note("limit:nesting", packages.line, "packages are nested too deeply");
    return;
  }
  for (const text::Node& entry : packages.items) {
    if (!entry.is_object()) continue;
    add_locked(manifest, entry.key, entry, scope_of(entry, depth == 0));
    if (const text::Node* inner = entry.find("dependencies"); inner && inner->is_object()) {
      read_nested(manifest, *inner, depth + 1);
    }
  }
}

// "openai": ["openai@4.20.0", "", {...}, "sha512-..."]
void read_bun(Manifest& manifest, const text::Node& root) {
  Names direct;
  if (const text::Node* workspaces = root.find("workspaces"); workspaces) {
    for (const text::Node& workspace : workspaces->items) add_names(direct, &workspace);
  }
  const text::Node* packages = root.find("packages");
  if (packages == nullptr) return;
  for (const text::Node& entry : packages->items) {
    if (!entry.is_array() || entry.items.empty() || !entry.items[0].is_string()) {
      manifest.note("malformed", entry.line, "an entry without name and version");
      continue;
    }
    const std::string_view written = entry.items[0].text;
    const std::size_t at = written.find('@', 1);
    Package package;
    package.name = written.substr(0, at);
    package.line = entry.line;
    if (at != written.npos) {
      const std::string_view version = written.substr(at + 1);
      if (version.starts_with("workspace:")) continue;
      pin("npm", version, package);
    }
    if (!direct.contains(entry.key)) package.scope = "transitive";
    const text::Node& last = entry.items.back();
    if (last.is_string() && last.text.starts_with("sha")) package.digest = digest_of(last.text);
    manifest.add(package);
  }
}

}  // namespace

bool claims_npm_lock(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "package-lock.json" || name == "npm-shrinkwrap.json" || name == "bun.lock" ||
         name == ".package-lock.json";
}

void read_npm_lock(SourceText& source) {
  const bool bun = source.file_name() == "bun.lock";
  Manifest manifest(source, "npm", bun ? "bun.lock" : "package-lock.json");
  const auto root = text::parse_jsonc(source.text, source.budget);
  if (!root) {
    manifest.malformed(root.error(), "the file is no JSON");
    return;
  }
  if (!root->is_object()) {
    manifest.note("malformed", 1, "the file is no JSON object");
    return;
  }
  if (bun) return read_bun(manifest, *root);
  if (const text::Node* packages = root->find("packages"); packages && packages->is_object()) {
    return read_flat(manifest, *packages);
  }
  if (const text::Node* packages = root->find("dependencies"); packages && packages->is_object()) {
    return read_nested(manifest, *packages, 0);
  }
  manifest.note("malformed", 1, "a lock file without a table of packages");
}

}  // namespace bartizan::use::manifest
