// environment.yml of conda:
// https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html
#include "text/tree.h"
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::Node;
using text::trim;

// "channel::name=1.2=build", "name >=1,<2", "name[version='1.2']"
void add_spec(Manifest& manifest, const Node& entry) {
  std::string_view spec = trim(entry.text);
  if (const std::size_t channel = spec.find("::"); channel != spec.npos) {
    spec.remove_prefix(channel + 2);
  }
  const std::size_t end = std::min(spec.find_first_of(" =<>!~["), spec.size());
  Package package;
  package.name = spec.substr(0, end);
  package.line = entry.line;
  std::string_view version = trim(spec.substr(end));
  const std::size_t build = version.starts_with('=') ? version.find('=', 2) : version.npos;
  if (version.starts_with("==")) {
    pin("pypi", version, package);
  } else if (build != version.npos) {
    package.version = version.substr(1, build - 1);
  } else {
    package.constraint = version;
  }
  if (package.name.empty())
    return manifest.note("malformed", entry.line, "an entry without a name");
  manifest.add(package);
}

}  // namespace

bool claims_conda(std::string_view path, std::string_view) {
  const std::string name = lower(base::last_part(path));
  const bool yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  return yaml && (name.starts_with("environment") || name.starts_with("conda"));
}

void read_conda(SourceText& source) {
  Manifest manifest(source, "conda", "conda");
  Manifest pip(source, "pypi", "conda-pip");
  const auto documents = text::parse_yaml(source.text, source.budget);
  if (!documents) return manifest.malformed(documents.error(), "the file is no YAML");
  for (const Node& root : *documents) {
    const Node* dependencies = root.find("dependencies");
    if (dependencies == nullptr || !dependencies->is_array()) continue;
    for (const Node& entry : dependencies->items) {
      if (entry.is_string()) add_spec(manifest, entry);
      const Node* list = entry.find("pip");
      if (list == nullptr) continue;
      for (const Node& requirement : list->items) {
        if (requirement.text.starts_with('-')) continue;
        auto package = python_package(requirement.text);
        if (!package) {
          pip.note("malformed", requirement.line, "an entry that is no requirement");
          continue;
        }
        package->line = requirement.line;
        pip.add(*package);
      }
    }
  }
}

}  // namespace bartizan::use::manifest
