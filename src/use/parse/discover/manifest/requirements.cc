// Requirements files of pip: https://pip.pypa.io/en/stable/reference/requirements-file-format/
#include <algorithm>
#include <string>
#include <vector>

#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

// Of a path in a sentence.
constexpr std::size_t kMostShown = 80;

// A comment begins at a "#" that begins the line or follows a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
  }
  return line;
}

// The first "--hash=sha256:..." of the options behind a requirement.
std::string_view first_hash(std::string_view options) {
  const std::size_t hash = options.find("--hash");
  if (hash == options.npos) return {};
  std::string_view value = options.substr(hash + 6);
  value = value.substr(std::min(value.find_first_not_of("= \t"), value.size()));
  return value.substr(0, value.find_first_of(" \t"));
}

// "-e path", "--editable=path": what stands behind is a requirement of its own kind; any other
// option asks for no package.
bool is_option(std::string_view line, std::string_view& rest) {
  if (!line.starts_with('-')) return false;
  rest = {};
  for (const std::string_view option : {"--editable", "-e"}) {
    if (!line.starts_with(option)) continue;
    rest = line.substr(option.size());
    if (rest.starts_with('=') || rest.starts_with(' ') || rest.starts_with('\t')) {
      rest = trim(rest.substr(1));
    } else {
      rest = {};
    }
    break;
  }
  return true;
}

// A path as it lies in the tree, "" where it leads out of it or is none.
std::string path_in_tree(std::string_view from, std::string_view to) {
  if (to.find("://") != to.npos || to.starts_with('/') || to.find('$') != to.npos) return {};
  std::vector<std::string_view> parts;
  const std::size_t folder = from.rfind('/');
  for (std::string_view rest : {from.substr(0, folder == from.npos ? 0 : folder), to}) {
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return {};
      } else {
        parts.pop_back();
      }
    }
  }
  std::string path;
  for (const std::string_view part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

// "-r other.txt": what it asks for is installed as well. A file whose name says what it is lies in
// the tree and is read by itself; of any other nobody knows what stands in it. What "-c" names
// installs nothing.
void name_other(Manifest& manifest, std::string_view line, std::uint32_t number) {
  for (const std::string_view option : {"--requirement", "-r"}) {
    if (!line.starts_with(option)) continue;
    std::string_view other = line.substr(option.size());
    if (option.starts_with("--") && !other.starts_with('=') && !other.starts_with(' ')) return;
    other = trim(other.substr(std::min(other.find_first_not_of("= \t"), other.size())));
    if (other.empty()) return;
    if (claims_requirements(path_in_tree(manifest.source().path, other), {})) return;
    manifest.source().report.setting(
        settings::kPackages, "unknown", number,
        "what it takes from " + std::string(other.substr(0, kMostShown)) +
            " was not read: a name with \"requirements\" in it says that it is such a file");
    return;
  }
}

void read_line(Manifest& manifest, std::string_view line, std::uint32_t number,
               std::string_view scope, Certainty certainty) {
  std::string_view rest;
  if (is_option(line, rest)) {
    name_other(manifest, line, number);
    if (rest.find("://") == rest.npos) return;
    line = rest;
  }
  const std::size_t options = line.find(" --");
  const std::string_view requirement = trim(line.substr(0, options));
  if (requirement.starts_with('.') || requirement.starts_with('/')) {
    if (!requirement.ends_with(".whl")) return;
  }
  auto package = python_package(requirement);
  if (!package) {
    const bool address =
        requirement.find("://") != requirement.npos || requirement.find('/') != requirement.npos;
    if (!address) manifest.note("malformed", number, "a line that is no requirement");
    return;
  }
  package->line = number;
  if (package->scope.empty()) package->scope = scope;
  if (certainty < package->certainty) package->certainty = certainty;
  if (options != line.npos) package->digest = first_hash(line.substr(options));
  manifest.add(*package);
}

}  // namespace

bool claims_requirements(std::string_view path, std::string_view) {
  const std::string name = lower(base::last_part(path));
  if (!name.ends_with(".txt") && !name.ends_with(".in")) return false;
  if (name.ends_with("manifest.in")) return false;
  return name.find("requirement") != name.npos || name.starts_with("constraints") ||
         name.ends_with("constraints.txt") || name == "test-reqs.txt" || name == "reqs.txt" ||
         in_folder(path, "requirements") || in_folder(path, "reqs");
}

void read_requirements(SourceText& source) {
  const std::string name = lower(source.file_name());
  // A constraints file pins what another file asks for, and installs nothing by itself.
  const bool constraints = name.find("constraint") != name.npos;
  Manifest manifest(source, "pypi", constraints ? "constraints" : "requirements");
  const std::string_view scope = group_scope(name, "");
  const Certainty certainty = constraints ? Certainty::medium : Certainty::high;
  std::string joined;
  std::uint32_t first = 0;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    std::string_view line = trim(without_comment(manifest.lines().line(number)));
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line = trim(line.substr(0, line.size() - 1));
    if (joined.empty()) first = number;
    if (!joined.empty() && !line.empty()) joined += ' ';
    joined += line;
    if (goes_on && number < manifest.lines().count()) continue;
    if (!joined.empty()) read_line(manifest, joined, first, scope, certainty);
    joined.clear();
  }
}

}  // namespace bartizan::use::manifest
