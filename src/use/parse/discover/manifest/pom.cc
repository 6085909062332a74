// pom.xml: https://maven.apache.org/pom.html
#include <array>
#include <map>

#include "text/xml.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;
using Values = std::map<std::string, std::string, std::less<>>;

std::string_view child(const Node& node, std::string_view name) {
  const Node* found = node.find(name);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

// "${name}" by the properties of this file. Values name others, honest ones few and not themselves.
struct Lookups {
  int left = 32;
};

std::string resolved(std::string_view text, const Values& values, Lookups& lookups) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find("${"), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = text.find('}');
    if (close == text.npos) break;
    const auto found = values.find(text.substr(2, close - 2));
    if (found == values.end() || lookups.left == 0) {
      out += text.substr(0, close + 1);
    } else {
      --lookups.left;
      out += resolved(found->second, values, lookups);
    }
    text.remove_prefix(close + 1);
  }
  return out += text;
}

std::string resolved(std::string_view text, const Values& values) {
  Lookups lookups;
  return resolved(text, values, lookups);
}

Values values_of(const Node& root) {
  Values values;
  if (const Node* properties = root.find("properties")) {
    for (const Node& property : properties->items) values[property.key] = property.text;
  }
  const Node* parent = root.find("parent");
  for (const std::string_view key : {"groupId", "artifactId", "version"}) {
    std::string_view own = child(root, key);
    const std::string_view inherited = parent == nullptr ? std::string_view() : child(*parent, key);
    if (!inherited.empty()) values["project.parent." + std::string(key)] = inherited;
    if (own.empty() && key != "artifactId") own = inherited;
    if (own.empty()) continue;
    values["project." + std::string(key)] = own;
    values["pom." + std::string(key)] = own;
  }
  return values;
}

using Managed = std::map<std::string, std::string, std::less<>>;

void read_dependencies(Manifest& manifest, const Node* list, const Values& values, Managed& managed,
                       bool managing) {
  if (list == nullptr) return;
  for (const Node& entry : list->items) {
    if (entry.key != "dependency" && entry.key != "plugin" && entry.key != "extension") continue;
    const std::string group = resolved(child(entry, "groupId"), values);
    const std::string artifact = resolved(child(entry, "artifactId"), values);
    if (artifact.empty() || group.empty()) {
      manifest.note("malformed", entry.line, "a dependency without group or artifact");
      continue;
    }
    Package package;
    package.name = group + ':' + artifact;
    package.line = entry.line;
    package.evidence = package.name;
    const std::string_view written = child(entry, "version");
    std::string version = resolved(written, values);
    if (version.empty()) {
      if (const auto known = managed.find(package.name); known != managed.end()) {
        version = known->second;
      }
    }
    if (version != written) package.certainty = Certainty::medium;
    pin("maven", version, package);
    const std::string_view scope = child(entry, "scope");
    if (scope == "test") package.scope = "test";
    if (child(entry, "optional") == "true") package.scope = "optional";
    if (managing) {
      managed[package.name] = version;
      // A managed version asks for nothing by itself, but for a list of versions that is imported.
      if (scope != "import") continue;
    }
    manifest.add(package);
  }
}

void read_build(Manifest& manifest, const Node& project, const Values& values, Managed& managed) {
  const Node* dependencies = project.find("dependencies");
  if (const Node* management = project.at({"dependencyManagement", "dependencies"})) {
    read_dependencies(manifest, management, values, managed, true);
  }
  read_dependencies(manifest, dependencies, values, managed, false);
}

void add_project(Manifest& manifest, const Node& root, const Values& values) {
  const std::string_view artifact = child(root, "artifactId");
  const auto group = values.find("project.groupId");
  if (artifact.empty()) return;
  Package package;
  package.name = (group == values.end() ? "" : group->second + ':') + std::string(artifact);
  package.line = root.find("artifactId")->line;
  if (const auto version = values.find("project.version"); version != values.end()) {
    package.version = resolved(version->second, values);
  }
  const Node* licence = root.at({"licenses", "license"});
  if (licence != nullptr) {
    package.more.push_back(
        {"licence", std::string(child(*licence, "name")), record::Provenance::declared, {}});
  }
  package.more.push_back(
      {"home-page", std::string(child(root, "url")), record::Provenance::declared, {}});
  manifest.project(package);
}

}  // namespace

bool claims_pom(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "pom.xml" || name.ends_with(".pom");
}

void read_pom(SourceText& source) {
  Manifest manifest(source, "maven", "pom.xml");
  const text::XmlTree tree = text::parse_xml(source.text, source.budget);
  if (tree.error.code != base::Code::ok) manifest.malformed(tree.error, "the file is no XML");
  const Node& root = tree.root;
  if (root.key != "project") return;
  const Values values = values_of(root);
  Managed managed;
  add_project(manifest, root, values);
  read_build(manifest, root, values, managed);
  if (const Node* profiles = root.find("profiles")) {
    for (const Node& profile : profiles->items) read_build(manifest, profile, values, managed);
  }
}

}  // namespace bartizan::use::manifest
