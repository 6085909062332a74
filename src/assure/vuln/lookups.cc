#include <algorithm>

#include "assure/vuln/match.h"
#include "scan/catalog.h"

namespace bartizan::assure::vuln {
namespace {

using record::ComponentKind;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// As each registry compares names (docs/discovery.md, package-url.github.io "Type definitions").
std::string canonical(std::string_view type, std::string_view name) {
  if (type == "nuget" || type == "composer" || type == "deb" || type == "apk") return lower(name);
  if (type != "pypi") return std::string(name);
  std::string out;
  for (const char c : lower(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) out += c;
    if (separator && !out.empty() && out.back() != '-') out += '-';
  }
  return out;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Named {
  std::string type, name, version;
};

// Whose packages advisories name.
bool is_registry(std::string_view type) {
  constexpr std::string_view kTypes[] = {"pypi", "npm", "maven", "golang", "cargo",
                                         "gem", "composer", "nuget", "deb", "apk"};
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

// "pkg:npm/%40scope/name@1.2?x=y#z" is npm and "@scope/name". The namespace is a part of the name,
// joined as the registry does.
Named of_purl(std::string_view purl) {
  if (!purl.starts_with("pkg:")) return {};
  purl.remove_prefix(4);
  while (purl.starts_with('/')) purl.remove_prefix(1);
  std::string epoch;
  for (const std::string_view key : {"?epoch=", "&epoch="}) {
    if (const std::size_t from = purl.find(key); from != purl.npos) {
      epoch = purl.substr(from + key.size());
      epoch = epoch.substr(0, epoch.find_first_not_of("0123456789")) + ":";
    }
  }
  purl = purl.substr(0, purl.find_first_of("?#"));
  const std::size_t slash = purl.find('/');
  if (slash == purl.npos) return {};
  Named named{lower(purl.substr(0, slash)), {}, {}};
  std::string_view rest = purl.substr(slash + 1);
  const std::size_t last = rest.rfind('/');
  const std::size_t at = rest.find('@', last == rest.npos ? 0 : last);
  if (at != rest.npos && at != 0) named.version = epoch + unescaped(rest.substr(at + 1));
  rest = rest.substr(0, at == 0 ? rest.npos : at);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  std::string name = unescaped(rest);
  if (const std::size_t cut = name.rfind('/'); cut != name.npos) {
    if (named.type == "maven") name[cut] = ':';
    // The namespace of a distribution's package is the distribution.
    if (named.type == "deb" || named.type == "apk" || named.type == "rpm") name.erase(0, cut + 1);
  }
  named.name = canonical(named.type, name);
  return named;
}

void add(std::vector<Lookup>& all, std::string type, std::string name, std::string how) {
  if (type.empty() || name.empty()) return;
  Lookup lookup{std::move(type), std::move(name), std::move(how)};
  const bool known = std::ranges::any_of(all, [&](const Lookup& one) {
    return one.type == lookup.type && one.name == lookup.name;
  });
  if (!known) all.push_back(std::move(lookup));
}

void add_products(std::vector<Lookup>& all, const std::string& key) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  for (const std::string_view list : {"vuln-products", "vuln-products-unseen"}) {
    std::string_view rest = catalog.list(list, key).value_or("");
    while (!rest.empty()) {
      const std::size_t end = rest.find("; ");
      const std::string_view one = rest.substr(0, end);
      rest = end == rest.npos ? std::string_view() : rest.substr(end + 2);
      const std::size_t slash = one.find('/');
      if (slash == one.npos) continue;
      const std::string_view type = one.substr(0, slash);
      add(all, std::string(type), std::string(one.substr(slash + 1)),
          type != "cve" ? "package" : list == "vuln-products" ? "product" : "unverified product");
    }
  }
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

}  // namespace

std::vector<Lookup> lookups(const record::Component& component) {
  std::vector<Lookup> all;
  switch (component.kind) {
    case ComponentKind::package: {
      Named named = of_purl(component.attribute("purl"));
      if (named.type.empty()) {
        named = {component.provider, canonical(component.provider, component.name), {}};
      }
      const std::string key = named.type + "/" + named.name;
      // conda's names are not those of PyPI; those that are the same thing are listed.
      if (named.type != "conda") add(all, named.type, named.name, "package");
      add_products(all, key);
      break;
    }
    case ComponentKind::model: {
      const Named named = of_purl(component.attribute("purl"));
      if (named.type == "huggingface") add(all, named.type, named.name, "model");
      if (component.provider == "huggingface") add(all, "huggingface", component.name, "model");
      break;
    }
    case ComponentKind::runtime:
    case ComponentKind::vector_store:
      add_products(all, "image/" + component.name);
      break;
    default:
      break;
  }
  // A package is one whatever else it is called here.
  if (const Named named = of_purl(component.attribute("purl")); is_registry(named.type)) {
    add(all, named.type, named.name, "package");
    add_products(all, named.type + "/" + named.name);
  }
  return all;
}

std::string version_of_purl(const record::Component& component) {
  Named named = of_purl(component.attribute("purl"));
  return is_registry(named.type) ? std::move(named.version) : std::string();
}

std::vector<std::string> hashes(const record::Component& component) {
  std::vector<std::string> all;
  if (component.kind != ComponentKind::model && component.kind != ComponentKind::dataset) return all;
  for (const record::Attribute& a : component.attributes) {
    std::string_view value = a.value;
    if (a.key != "sha256" && a.key != "digest") continue;
    if (value.starts_with("sha256:")) value.remove_prefix(7);
    if (!is_sha256(value)) continue;
    std::string hash = lower(value);
    if (std::ranges::find(all, hash) == all.end()) all.push_back(std::move(hash));
  }
  return all;
}

}  // namespace bartizan::assure::vuln
