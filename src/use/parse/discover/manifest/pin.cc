#include "use/parse/discover/manifest/pin.h"

namespace bartizan::use {
namespace {

using text::trim;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1.2.3-rc.1+x": begins with a digit and has no operator, wildcard or blank.
bool is_plain(std::string_view version) {
  if (version.empty() || !is_digit(version.front())) return false;
  return version.find_first_of(" \t,|<>=~^*[]()${}/") == version.npos;
}

// Three numbers, as SemVer wants them: "1.2" is a range to npm.
bool is_semver(std::string_view version) {
  if (!is_plain(version)) return false;
  const std::string_view core = version.substr(0, version.find_first_of("-+"));
  std::size_t dots = 0;
  for (const char c : core) {
    if (c == '.') ++dots;
    if (c != '.' && !is_digit(c)) return false;
  }
  return dots == 2 && !core.ends_with('.');
}

void pin_pypi(std::string_view written, Package& package) {
  std::string_view version = written;
  if (version.starts_with("==")) {
    version.remove_prefix(version.starts_with("===") ? 3 : 2);
    version = trim(version);
    if (is_plain(version)) {
      package.version = version;
      return;
    }
  }
  // Poetry and Pipfiles write a bare version for exactly that one.
  if (is_plain(written)) {
    package.version = written;
  } else if (written != "*") {
    package.constraint = written;
  }
}

void pin_npm(std::string_view written, Package& package) {
  if (written.starts_with("npm:")) {
    written.remove_prefix(4);
    // A scope begins with "@", so the version's "@" is a later one.
    const std::size_t at = written.find('@', 1);
    package.name = written.substr(0, at);
    if (at == written.npos) return;
    written.remove_prefix(at + 1);
  }
  std::string_view version = written;
  if (version.starts_with('=')) version = trim(version.substr(1));
  if (version.starts_with('v')) version.remove_prefix(1);
  if (is_semver(version)) {
    package.version = version;
    return;
  }
  const bool place = written.find("://") != written.npos || written.starts_with("git@") ||
                     written.starts_with("github:") || written.starts_with("file:") ||
                     written.starts_with("link:") || written.starts_with("portal:");
  (place ? package.url : package.constraint) = written;
}

void pin_nuget(std::string_view written, Package& package) {
  // "[1.0]" is that version alone; a bare "1.0" is what restore takes unless another package
  // wants more.
  std::string_view version = written;
  if (version.starts_with('[') && version.ends_with(']') && version.size() > 2) {
    version = trim(version.substr(1, version.size() - 2));
  }
  (is_plain(version) ? package.version : package.constraint) =
      is_plain(version) ? version : written;
}

}  // namespace

void pin(std::string_view type, std::string_view written, Package& package) {
  written = trim(written);
  if (written.empty()) return;
  if (type == "pypi") return pin_pypi(written, package);
  if (type == "npm") return pin_npm(written, package);
  if (type == "nuget") return pin_nuget(written, package);
  std::string_view version = written;
  bool exact = false;
  if (type == "cargo") {
    exact = version.starts_with('=');
    if (exact) version = trim(version.substr(1));
    exact = exact && is_plain(version);
  } else if (type == "gem") {
    if (version.starts_with('=')) version = trim(version.substr(1));
    exact = is_plain(version);
  } else if (type == "maven") {
    if (version.starts_with('[') && version.ends_with(']')) {
      version = trim(version.substr(1, version.size() - 2));
    }
    exact = !version.empty() && version.find_first_of(" ,[]()${}*+") == version.npos &&
            !version.starts_with("latest.");
  } else {
    exact = true;  // Go's minimal version selection takes what is written
  }
  (exact ? package.version : package.constraint) = exact ? version : written;
}

}  // namespace bartizan::use
