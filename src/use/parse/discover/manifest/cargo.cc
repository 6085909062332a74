// Cargo.toml and Cargo.lock: https://doc.rust-lang.org/cargo/reference/manifest.html
#include <set>

#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;

void read_table(Manifest& manifest, const Node* table, std::string_view scope) {
  if (table == nullptr || !table->is_object()) return;
  for (const Node& entry : table->items) {
    Package package;
    package.name = entry.key;
    package.line = entry.line;
    package.scope = scope;
    if (entry.is_string()) {
      pin("cargo", entry.text, package);
    } else if (entry.is_object()) {
      // A crate may be used under another name.
      if (const auto own = entry.string("package"); !own.empty()) package.name = own;
      pin("cargo", entry.string("version"), package);
      package.url = entry.string("git");
      const Node* optional = entry.find("optional");
      if (scope.empty() && optional != nullptr && optional->text == "true") {
        package.scope = "optional";
      }
    } else {
      manifest.note("malformed", entry.line, "the range of a crate is neither text nor table");
    }
    manifest.add(package);
  }
}

void read_tables(Manifest& manifest, const Node& node) {
  read_table(manifest, node.find("dependencies"), "");
  read_table(manifest, node.find("dev-dependencies"), "dev");
  read_table(manifest, node.find("build-dependencies"), "dev");
}

void read_manifest(Manifest& manifest, const Node& root) {
  if (const Node* own = root.find("package")) {
    if (const Node* name = own->find("name"); name != nullptr) {
      Package package;
      package.name = name->text;
      package.line = name->line;
      package.version = own->string("version");
      for (const auto& [key, member] :
           {std::pair<std::string_view, std::string_view>{"licence", "license"},
            {"home-page", "homepage"}}) {
        package.more.push_back(
            {std::string(key), std::string(own->string(member)), record::Provenance::declared, {}});
      }
      manifest.project(package);
    }
  }
  read_tables(manifest, root);
  if (const Node* workspace = root.find("workspace")) read_tables(manifest, *workspace);
  if (const Node* targets = root.find("target")) {
    for (const Node& target : targets->items) read_tables(manifest, target);
  }
}

void read_lock(Manifest& manifest, const Node& root) {
  const Node* packages = root.find("package");
  if (packages == nullptr) {
    manifest.note("malformed", 1, "a lock file without packages");
    return;
  }
  std::set<std::string_view> direct;
  for (const Node& entry : packages->items) {
    const Node* dependencies = entry.find("dependencies");
    if (entry.find("source") != nullptr || dependencies == nullptr) continue;
    for (const Node& name : dependencies->items) {
      // "name 1.0.0" where there are several versions.
      const std::string_view text = name.text;
      direct.insert(text.substr(0, text.find(' ')));
    }
  }
  for (const Node& entry : packages->items) {
    const std::string_view source = entry.string("source");
    if (source.empty()) continue;  // the project and its workspace
    const Node* name = entry.find("name");
    if (name == nullptr || !name->is_string()) {
      manifest.note("malformed", entry.line, "a locked crate without a name");
      continue;
    }
    Package package;
    package.name = name->text;
    package.version = entry.string("version");
    package.line = name->line;
    if (const auto sum = entry.string("checksum"); !sum.empty()) {
      package.digest = "sha256:" + std::string(sum);
    }
    if (!source.starts_with("registry+")) package.url = source;
    if (!direct.contains(package.name)) package.scope = "transitive";
    manifest.add(package);
  }
}

}  // namespace

bool claims_cargo(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "Cargo.toml" || name == "Cargo.lock";
}

void read_cargo(SourceText& source) {
  Manifest manifest(source, "cargo", source.file_name());
  const auto root = manifest.toml();
  if (!root) return;
  if (source.file_name() == "Cargo.lock") return read_lock(manifest, *root);
  read_manifest(manifest, *root);
}

// Gradle's version catalogue: https://docs.gradle.org/current/userguide/version_catalogs.html
bool claims_version_catalog(std::string_view path, std::string_view) {
  return base::last_part(path).ends_with(".versions.toml");
}

void read_version_catalog(SourceText& source) {
  Manifest manifest(source, "maven", "libs.versions.toml");
  const auto root = manifest.toml();
  if (!root) return;
  const Node* libraries = root->find("libraries");
  if (libraries == nullptr) return;
  const Node* versions = root->find("versions");
  for (const Node& entry : libraries->items) {
    Package package;
    package.line = entry.line;
    std::string version;
    if (entry.is_string()) {
      const std::size_t first = entry.text.find(':');
      const std::size_t second = entry.text.find(':', std::min(first, entry.text.size() - 1) + 1);
      package.name = entry.text.substr(0, second);
      if (second != std::string::npos) version = entry.text.substr(second + 1);
    } else {
      package.name = entry.string("module");
      if (package.name.empty()) {
        package.name = std::string(entry.string("group")) + ':' + std::string(entry.string("name"));
      }
      version = entry.string("version");
      const Node* reference = entry.at({"version", "ref"});
      const Node* found =
          reference == nullptr || versions == nullptr ? nullptr : versions->find(reference->text);
      if (found != nullptr && found->is_string()) {
        version = found->text;
        package.certainty = Certainty::medium;
      }
    }
    if (package.name.size() < 3 || package.name.find(':') == std::string::npos) {
      manifest.note("malformed", entry.line, "a library without group and artifact");
      continue;
    }
    pin("maven", version, package);
    manifest.add(package);
  }
}

}  // namespace bartizan::use::manifest
