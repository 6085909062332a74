// package.json: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#include <array>

#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

struct Table {
  std::string_view key, scope;
};
constexpr std::array<Table, 4> kTables{{{"dependencies", ""},
                                        {"devDependencies", "dev"},
                                        {"optionalDependencies", "optional"},
                                        {"peerDependencies", ""}}};

void add_text(Package& package, std::string_view key, const text::Node* node) {
  if (node == nullptr || !node->is_string() || node->text.empty()) return;
  package.more.push_back({std::string(key), node->text, record::Provenance::declared, {}});
}

// The project, or the installed package where the file lies in node_modules.
void read_project(Manifest& manifest, const text::Node& root) {
  const text::Node* name = root.find("name");
  if (name == nullptr || !name->is_string()) return;
  Package package;
  package.name = name->text;
  package.version = root.string("version");
  package.line = name->line;
  const text::Node* licence = root.find("license");
  // The older forms are {"type": "MIT"} and a list of those.
  if (licence == nullptr) licence = root.find("licenses");
  if (licence != nullptr && licence->is_array() && !licence->items.empty()) {
    licence = &licence->items.front();
  }
  if (licence != nullptr && licence->is_object()) licence = licence->find("type");
  add_text(package, "licence", licence);
  add_text(package, "home-page", root.find("homepage"));
  const std::string_view path = manifest.source().path;
  const bool installed =
      path.starts_with("node_modules/") || path.find("/node_modules/") != path.npos;
  if (installed) manifest.add(package);
  if (!installed) manifest.project(package);
}

}  // namespace

bool claims_package_json(std::string_view path, std::string_view) {
  return base::last_part(path) == "package.json";
}

void read_package_json(SourceText& source) {
  Manifest manifest(source, "npm", "package.json");
  const auto root = text::parse_jsonc(source.text, source.budget);
  if (!root) {
    manifest.malformed(root.error(), "the file is no JSON");
    return;
  }
  if (!root->is_object()) {
    manifest.note("malformed", 1, "the file is no JSON object");
    return;
  }
  read_project(manifest, *root);
  const std::string_view path = source.path;
  // What an installed package asks for is said by the lock file, and by that package's own folder.
  if (path.starts_with("node_modules/") || path.find("/node_modules/") != path.npos) return;
  const text::Node* peers = root->find("peerDependenciesMeta");
  for (const Table& table : kTables) {
    const text::Node* packages = root->find(table.key);
    if (packages == nullptr) continue;
    if (!packages->is_object()) {
      manifest.note("malformed", packages->line, "a table of packages is no object");
      continue;
    }
    for (const text::Node& entry : packages->items) {
      Package package;
      package.name = entry.key;
      package.line = entry.line;
      package.scope = table.scope;
      if (table.key == "peerDependencies" && peers != nullptr) {
        const text::Node* optional = peers->at({entry.key, "optional"});
        if (optional != nullptr && optional->text == "true") package.scope = "optional";
      }
      if (!entry.is_string()) {
        manifest.note("malformed", entry.line, "the range of a package is no text");
      } else {
        pin("npm", entry.text, package);
      }
      manifest.add(package);
    }
  }
}

}  // namespace bartizan::use::manifest
