#include "assure/parse/bom/model.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace bartizan::assure::bom {
namespace {

using record::ComponentKind;

struct Pair {
  ComponentKind kind;
  std::string_view type;
};
// The first pair of a type is what it is read as.
constexpr std::array kTypes{
    Pair{ComponentKind::package, "library"},
    Pair{ComponentKind::package, "framework"},
    Pair{ComponentKind::model, "machine-learning-model"},
    Pair{ComponentKind::dataset, "data"},
    Pair{ComponentKind::agent, "application"},
    Pair{ComponentKind::tool, "application"},
    Pair{ComponentKind::mcp_server, "service"},
    Pair{ComponentKind::skill, "file"},
    Pair{ComponentKind::prompt, "file"},
    Pair{ComponentKind::endpoint, "service"},
    Pair{ComponentKind::vector_store, "application"},
    Pair{ComponentKind::credential, "cryptographic-asset"},
    Pair{ComponentKind::runtime, "container"},
    Pair{ComponentKind::resource, "platform"},
};

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool by_key(const record::Attribute& a, const record::Attribute& b) {
  return std::tie(a.key, a.value, a.provenance, a.source) <
         std::tie(b.key, b.value, b.provenance, b.source);
}

}  // namespace

const Raw* find_raw(const std::vector<Raw>& all, std::string_view key) {
  for (const Raw& raw : all) {
    if (raw.key == key) return &raw;
  }
  return nullptr;
}

void Component::add(std::string key, std::string value, record::Provenance how,
                    std::string source) {
  attributes.push_back({std::move(key), std::move(value), how, std::move(source)});
}

const Component* Bom::find(std::string_view id) const {
  for (const Component& component : components) {
    if (component.id == id) return &component;
  }
  return nullptr;
}

void sort(Bom& bom) {
  for (Component& component : bom.components) {
    std::sort(component.attributes.begin(), component.attributes.end(), by_key);
  }
  std::sort(bom.components.begin(), bom.components.end(),
            [](const Component& a, const Component& b) {
              return std::tie(a.kind, a.name, a.version, a.provider, a.id) <
                     std::tie(b.kind, b.name, b.version, b.provider, b.id);
            });
  std::sort(bom.relations.begin(), bom.relations.end(), [](const Relation& a, const Relation& b) {
    return std::tie(a.from, a.kind, a.to, a.provenance) <
           std::tie(b.from, b.kind, b.to, b.provenance);
  });
  bom.relations.erase(std::unique(bom.relations.begin(), bom.relations.end()), bom.relations.end());
  for (Finding& finding : bom.findings) {
    std::sort(finding.affects.begin(), finding.affects.end());
  }
  std::sort(bom.findings.begin(), bom.findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.id, a.source, a.text, a.affects) <
           std::tie(b.id, b.source, b.text, b.affects);
  });
}

std::string_view type_of(ComponentKind kind) {
  for (const Pair& pair : kTypes) {
    if (pair.kind == kind) return pair.type;
  }
  return "library";
}

ComponentKind kind_of(std::string_view type) {
  if (type == "application" || type == "file") return ComponentKind::package;
  if (type == "service") return ComponentKind::endpoint;
  for (const Pair& pair : kTypes) {
    if (pair.type == type) return pair.kind;
  }
  return ComponentKind::package;
}

bool says_something(std::string_view value) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t from = value.find_first_not_of(kBlank);
  if (from == value.npos) return false;
  value = value.substr(from, value.find_last_not_of(kBlank) - from + 1);
  // Longer texts may contain these words and still say something.
  if (value.size() > 40) return true;
  constexpr std::array<std::string_view, 22> kNothing{
      "noassertion",   "none",         "unknown",      "n/a",      "na",          "null",
      "undefined",     "tbd",          "todo",         "-",        "--",          "?",
      "...",           "unspecified",  "not set",      "missing",  "placeholder", "not specified",
      "not available", "not provided", "no assertion", "<unknown>"};
  const std::string word = lower(value);
  if (std::find(kNothing.begin(), kNothing.end(), word) != kNothing.end()) return false;
  // What the Hugging Face Hub's template leaves in cards that nobody filled in.
  return word.find("more information needed") == word.npos;
}

}  // namespace bartizan::assure::bom
