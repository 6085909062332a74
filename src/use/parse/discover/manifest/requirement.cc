#include "use/parse/discover/manifest/requirement.h"

#include <array>

#include "use/parse/discover/manifest/pin.h"

namespace bartizan::use {
namespace {

using text::trim;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

// "torch-2.1.0+cpu-cp311-cp311-linux_x86_64.whl" (PEP 427): name and version come first.
std::optional<Package> of_archive(std::string_view file) {
  Package package;
  file = file.substr(0, file.find_first_of("?#"));
  const std::string_view base = base::last_part(file);
  if (base.ends_with(".whl")) {
    const std::size_t name_end = base.find('-');
    if (name_end == base.npos) return std::nullopt;
    package.name = base.substr(0, name_end);
    package.version = base.substr(name_end + 1, base.find('-', name_end + 1) - name_end - 1);
    // Addresses write "+" of a local version as %2B.
    const std::size_t plus = package.version.find("%2B");
    if (plus != std::string::npos) package.version.replace(plus, 3, "+");
    return package;
  }
  constexpr std::array<std::string_view, 3> kEnds{".tar.gz", ".zip", ".tgz"};
  for (const std::string_view end : kEnds) {
    if (!base.ends_with(end)) continue;
    const std::string_view stem = base.substr(0, base.size() - end.size());
    const std::size_t dash = stem.rfind('-');
    if (dash == stem.npos || dash + 1 == stem.size()) return std::nullopt;
    if (stem[dash + 1] < '0' || stem[dash + 1] > '9') return std::nullopt;
    package.name = stem.substr(0, dash);
    package.version = stem.substr(dash + 1);
    return package;
  }
  return std::nullopt;
}

// "git+https://host/owner/repo.git@ref#egg=name&subdirectory=x".
std::optional<Package> of_address(std::string_view url) {
  std::optional<Package> package;
  const std::size_t egg = url.find("egg=");
  if (egg != url.npos) {
    std::string_view name = url.substr(egg + 4);
    name = name.substr(0, name.find_first_of("&[; "));
    if (!name.empty()) {
      package.emplace();
      package->name = name;
    }
  }
  if (!package) package = of_archive(url);
  const bool repository = url.starts_with("git+") || url.starts_with("hg+") ||
                          url.starts_with("svn+") || url.starts_with("bzr+");
  if (!package && repository) {
    // The repository's name is mostly the distribution's; the ref behind it is not part of it.
    std::string_view repo = url.substr(0, url.find_first_of("#?;"));
    const std::size_t scheme = repo.find("://");
    const std::size_t slash = repo.rfind('/');
    if (slash == repo.npos || scheme == repo.npos || slash < scheme + 3) return std::nullopt;
    repo = repo.substr(slash + 1);
    repo = repo.substr(0, repo.find('@'));
    if (repo.ends_with(".git")) repo.remove_suffix(4);
    if (repo.empty()) return std::nullopt;
    package.emplace();
    package->name = repo;
    package->certainty = Certainty::medium;
  }
  if (package) package->url = trim(url.substr(0, url.find_first_of(" ;")));
  return package;
}

}  // namespace

std::optional<PyRequirement> parse_pep508(std::string_view text) {
  text = trim(text);
  PyRequirement out;
  std::size_t at = 0;
  while (at < text.size() && is_name_char(text[at])) ++at;
  out.name = text.substr(0, at);
  while (out.name.ends_with('.') || out.name.ends_with('-') || out.name.ends_with('_')) {
    out.name.remove_suffix(1);
  }
  if (out.name.empty() || out.name.front() == '-' || out.name.front() == '.') return std::nullopt;
  text = trim(text.substr(at));
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos) return std::nullopt;
    out.extras = trim(text.substr(1, close - 1));
    text = trim(text.substr(close + 1));
  }
  if (text.starts_with('@')) {
    text = trim(text.substr(1));
    const std::size_t end = text.find(" ;");
    out.url = trim(text.substr(0, end));
    if (end != text.npos) out.marker = trim(text.substr(end + 2));
    if (out.url.empty()) return std::nullopt;
    return out;
  }
  const std::size_t semicolon = text.find(';');
  if (semicolon != text.npos) out.marker = trim(text.substr(semicolon + 1));
  std::string_view spec = trim(text.substr(0, semicolon));
  if (spec.starts_with('(') && spec.ends_with(')')) spec = trim(spec.substr(1, spec.size() - 2));
  constexpr std::string_view kOperators = "<>=!~";
  if (!spec.empty() && kOperators.find(spec.front()) == kOperators.npos) return std::nullopt;
  out.spec = spec;
  return out;
}

std::optional<Package> python_package(std::string_view text) {
  text = trim(text);
  if (const auto requirement = parse_pep508(text)) {
    Package package;
    package.name = requirement->name;
    package.url = requirement->url;
    pin("pypi", requirement->spec, package);
    if (requirement->marker.find("extra") != std::string_view::npos) package.scope = "optional";
    return package;
  }
  if (text.find("://") != text.npos) return of_address(text);
  return of_archive(text);
}

std::string_view group_scope(std::string_view group, std::string_view otherwise) {
  const std::string name = lower(group);
  const auto has = [&name](std::string_view word) { return name.find(word) != name.npos; };
  if (has("test")) return "test";
  constexpr std::array<std::string_view, 9> kDev{"dev", "doc",   "lint",    "typing", "mypy",
                                                 "ci",  "style", "quality", "build"};
  for (const std::string_view word : kDev) {
    const bool exact = word == "ci" || word == "build";
    if (exact ? name == word : has(word)) return "dev";
  }
  return otherwise;
}

}  // namespace bartizan::use
