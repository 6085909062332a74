#include "assure/bom/match.h"

#include <algorithm>

namespace bartizan::assure::bom {
namespace {

// Qualifiers and subpath (package-url.github.io): "?...", "#...".
std::string_view bare(std::string_view purl) {
  return purl.substr(0, std::min(purl.find('?'), purl.find('#')));
}

}  // namespace

std::string versioned_purl(const Component& component) {
  return std::string(bare(component.attribute("purl")));
}

std::string identity(const Component& component) {
  std::string_view purl = bare(component.attribute("purl"));
  if (!purl.empty()) {
    // An "@" before the last "/" is the scope of an npm package.
    const std::size_t at = purl.rfind('@');
    const std::size_t slash = purl.rfind('/');
    if (at != purl.npos && (slash == purl.npos || at > slash)) purl = purl.substr(0, at);
    return std::string(purl);
  }
  std::string out(record::name(component.kind));
  out += '\n' + component.provider + '\n' + std::string(component.attribute("group")) + '\n' +
         component.name;
  return out;
}

std::string display(const Component& component) {
  return component.version.empty() ? component.name : component.name + " " + component.version;
}

}  // namespace bartizan::assure::bom
