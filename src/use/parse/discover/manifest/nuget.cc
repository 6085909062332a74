// Projects and lock files of NuGet:
// https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files,
// https://learn.microsoft.com/nuget/reference/packages-config
#include <map>

#include "text/tree.h"
#include "text/xml.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;
using Values = std::map<std::string, std::string, std::less<>>;

// MSBuild compares names without case.
const Node* child(const Node& node, std::string_view name) {
  for (const Node& item : node.items) {
    if (lower(item.key) == name) return &item;
  }
  return nullptr;
}

std::string_view text_of(const Node& node, std::string_view name) {
  const Node* found = child(node, name);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

// As an attribute, or as an element inside.
std::string_view value_of(const Node& node, std::string_view name) {
  const std::string_view attribute = text_of(node, '@' + std::string(name));
  return attribute.empty() ? text_of(node, name) : attribute;
}

std::string resolved(std::string_view text, const Values& values) {
  if (!text.starts_with("$(") || !text.ends_with(')')) return std::string(text);
  const auto found = values.find(lower(text.substr(2, text.size() - 3)));
  return found == values.end() ? std::string(text) : found->second;
}

void read_reference(Manifest& manifest, const Node& item, const Values& values) {
  const std::string kind = lower(item.key);
  const bool central = kind == "packageversion" || kind == "globalpackagereference";
  if (kind != "packagereference" && !central) return;
  const std::string_view name =
      text_of(item, "@include").empty() ? text_of(item, "@update") : text_of(item, "@include");
  if (name.empty()) {
    manifest.note("malformed", item.line, "a reference without a name");
    return;
  }
  std::string_view written = value_of(item, "version");
  if (written.empty()) written = value_of(item, "versionoverride");
  Package package;
  package.name = name;
  package.line = item.line;
  const std::string version = resolved(written, values);
  if (version != written) package.certainty = Certainty::medium;
  // A central version pins what a project asks for by name elsewhere.
  if (kind == "packageversion") package.certainty = Certainty::medium;
  pin("nuget", version, package);
  if (lower(value_of(item, "privateassets")) == "all") package.scope = "dev";
  manifest.add(package);
}

// Groups may stand in groups ("Choose", "When"), never deeply.
void read_groups(Manifest& manifest, const Node& node, Values& values, int depth) {
  constexpr int kMostDepth = 8;
  if (depth == kMostDepth) return;
  for (const Node& item : node.items) {
    const std::string kind = lower(item.key);
    if (kind == "propertygroup") {
      for (const Node& property : item.items) values[lower(property.key)] = property.text;
    } else if (kind == "itemgroup") {
      for (const Node& reference : item.items) read_reference(manifest, reference, values);
    } else if (item.is_object()) {
      read_groups(manifest, item, values, depth + 1);
    }
  }
}

void read_config(Manifest& manifest, const Node& root) {
  for (const Node& item : root.items) {
    if (lower(item.key) != "package") continue;
    Package package;
    package.name = text_of(item, "@id");
    package.line = item.line;
    pin("nuget", text_of(item, "@version"), package);
    if (lower(text_of(item, "@developmentdependency")) == "true") package.scope = "dev";
    if (package.name.empty()) manifest.note("malformed", item.line, "a package without an id");
    manifest.add(package);
  }
}

void read_lock(Manifest& manifest, const Node& root) {
  const Node* frameworks = root.find("dependencies");
  if (frameworks == nullptr) {
    manifest.note("malformed", 1, "a lock file without dependencies");
    return;
  }
  for (const Node& framework : frameworks->items) {
    for (const Node& entry : framework.items) {
      const std::string_view type = entry.string("type");
      if (type == "Project") continue;
      Package package;
      package.name = entry.key;
      package.line = entry.line;
      package.version = entry.string("resolved");
      if (type == "Transitive") package.scope = "transitive";
      if (const auto hash = entry.string("contentHash"); !hash.empty()) {
        package.digest = digest_of("sha512-" + std::string(hash));
      }
      manifest.add(package);
    }
  }
}

}  // namespace

bool claims_nuget(std::string_view path, std::string_view) {
  const std::string name = lower(base::last_part(path));
  for (const std::string_view end : {".csproj", ".fsproj", ".vbproj"}) {
    if (name.ends_with(end)) return true;
  }
  return name == "packages.config" || name == "packages.lock.json" ||
         (name.starts_with("directory.") &&
          (name.ends_with(".props") || name.ends_with(".targets")));
}

void read_nuget(SourceText& source) {
  const std::string name = lower(source.file_name());
  const bool project = name.ends_with("proj");
  Manifest manifest(source, "nuget", project ? "csproj" : source.file_name());
  if (name == "packages.lock.json") {
    const auto root = text::parse_jsonc(source.text, source.budget);
    if (!root) return manifest.malformed(root.error(), "the file is no JSON");
    return read_lock(manifest, *root);
  }
  const text::XmlTree tree = text::parse_xml(source.text, source.budget);
  if (tree.error.code != base::Code::ok) manifest.malformed(tree.error, "the file is no XML");
  if (name == "packages.config") return read_config(manifest, tree.root);
  Values values;
  read_groups(manifest, tree.root, values, 0);
}

}  // namespace bartizan::use::manifest
