// pnpm-lock.yaml, versions 5 to 9: https://github.com/pnpm/spec/tree/master/lockfile
#include <set>

#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;

bool is_true(const Node& node, std::string_view key) {
  const Node* flag = node.find(key);
  return flag != nullptr && flag->text == "true";
}

// "openai@4.20.0(zod@3.22.4)" since version 6 and, with a slash before it, "/openai/4.20.0_zod@3"
// in version 5.
void split_key(std::string_view key, Package& package) {
  if (key.starts_with('/')) key.remove_prefix(1);
  key = key.substr(0, key.find('('));
  std::size_t at = key.find('@', 1);
  const bool scoped = key.starts_with('@');
  const std::size_t slash = key.find('/', scoped ? std::min(key.find('/') + 1, key.size()) : 0);
  if (slash != key.npos && (at == key.npos || slash < at)) at = slash;
  package.name = key.substr(0, at);
  if (at == key.npos) return;
  std::string_view version = key.substr(at + 1);
  version = version.substr(0, version.find('_'));
  pin("npm", version, package);
}

// Whom importers ask for: name -> in which table.
struct Asked {
  std::set<std::string, std::less<>> plain, dev, optional;
};

void take(const Node& importer, Asked& asked) {
  const auto names = [&importer](std::string_view key, std::set<std::string, std::less<>>& out) {
    const Node* table = importer.find(key);
    if (table == nullptr) return;
    for (const Node& entry : table->items) out.insert(entry.key);
  };
  names("dependencies", asked.plain);
  names("devDependencies", asked.dev);
  names("optionalDependencies", asked.optional);
}

}  // namespace

bool claims_pnpm_lock(std::string_view path, std::string_view) {
  return base::last_part(path) == "pnpm-lock.yaml";
}

void read_pnpm_lock(SourceText& source) {
  Manifest manifest(source, "npm", "pnpm-lock.yaml");
  const auto documents = text::parse_yaml(source.text, source.budget);
  if (!documents) return manifest.malformed(documents.error(), "the file is no YAML");
  for (const Node& root : *documents) {
    Asked asked;
    take(root, asked);
    if (const Node* importers = root.find("importers")) {
      for (const Node& importer : importers->items) take(importer, asked);
    }
    const Node* packages = root.find("packages");
    if (packages == nullptr || !packages->is_object()) continue;
    for (const Node& entry : packages->items) {
      Package package;
      split_key(entry.key, package);
      package.line = entry.line;
      // Before version 9 each entry says whether only development needs it.
      if (is_true(entry, "dev")) {
        package.scope = "dev";
      } else if (is_true(entry, "optional")) {
        package.scope = "optional";
      } else if (asked.plain.contains(package.name)) {
        package.scope = "";
      } else if (asked.dev.contains(package.name)) {
        package.scope = "dev";
      } else if (asked.optional.contains(package.name)) {
        package.scope = "optional";
      } else {
        package.scope = "transitive";
      }
      if (const Node* resolution = entry.find("resolution"); resolution != nullptr) {
        package.digest = digest_of(resolution->string("integrity"));
        if (package.digest.empty()) package.url = resolution->string("tarball");
      }
      manifest.add(package);
    }
  }
}

}  // namespace bartizan::use::manifest
