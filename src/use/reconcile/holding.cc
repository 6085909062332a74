#include "use/reconcile/holding.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/escape.h"

namespace bartizan::use {
namespace {

constexpr std::size_t kMostDetails = 12;

// What changed means another model, data set, agent or host; of packages another version.
bool matters(record::ComponentKind kind) {
  using enum record::ComponentKind;
  return kind == model || kind == dataset || kind == agent || kind == mcp_server ||
         kind == endpoint || kind == package || kind == runtime;
}

using Key = std::pair<record::ComponentKind, std::string>;

std::string joined(const std::set<std::string>& versions) {
  std::string text;
  for (const std::string& v : versions) {
    text += (text.empty() ? "" : ", ") + (v.empty() ? std::string("no version") : v);
  }
  return text;
}

std::vector<std::string> changes_of(std::span<const record::Component* const> components,
                                    const std::vector<DeclaredPart>& declared) {
  std::map<Key, std::set<std::string>> before, after;
  for (const DeclaredPart& part : declared) {
    if (matters(part.kind)) before[{part.kind, part.name}].insert(part.version);
  }
  for (const record::Component* component : components) {
    if (matters(component->kind)) {
      after[{component->kind, component->name}].insert(component->version);
    }
  }
  std::vector<std::string> out;
  for (const auto& [key, versions] : after) {
    const auto old = before.find(key);
    if (old == before.end()) {
      out.push_back("new: " + label(key.first, key.second, ""));
    } else if (old->second != versions) {
      out.push_back("changed: " + label(key.first, key.second, "") + " from " +
                    joined(old->second) + " to " + joined(versions));
    }
  }
  for (const auto& [key, versions] : before) {
    if (!after.contains(key)) out.push_back("gone: " + label(key.first, key.second, ""));
  }
  return out;
}

std::vector<std::string> contents_of(std::span<const record::Component* const> components) {
  std::vector<std::string> out;
  for (const record::Component* component : components) {
    if (component->kind == record::ComponentKind::credential) continue;
    out.push_back(label(component->kind, component->name, component->version));
  }
  // Models before packages: the former say what the system does.
  std::ranges::stable_sort(
      out, {}, [](const std::string& text) { return text.starts_with("package ") ? 1 : 0; });
  if (out.size() > kMostDetails) {
    const std::size_t more = out.size() - kMostDetails;
    out.resize(kMostDetails);
    out.push_back("and " + std::to_string(more) + " more");
  }
  return out;
}

}  // namespace

std::string label(record::ComponentKind kind, std::string_view name, std::string_view version) {
  std::string text = std::string(record::name(kind)) + " " + std::string(name);
  if (!version.empty()) text += " " + std::string(version);
  return text;
}

Holding::Holding(std::span<const record::Component* const> components,
                 const std::vector<DeclaredPart>* declared) {
  if (components.empty()) return;
  put('+', "");
  for (const std::string& one : contents_of(components)) put('c', one);
  if (declared != nullptr) {
    for (const std::string& one : changes_of(components, *declared)) put('d', one);
  }
  for (const record::Component* component : components) {
    if (component->kind != record::ComponentKind::model) continue;
    put(component->provider == "local" ? 'l' : 'm', component->name);
  }
}

Holding Holding::from(std::string text) {
  Holding holding;
  holding.text_ = std::move(text);
  return holding;
}

// A letter, the value, the end of the line.
void Holding::put(char kind, std::string_view value) {
  text_ += kind;
  text_ += base::escape_name(value);
  text_ += '\n';
}

std::vector<std::string> Holding::lines(char kind) const {
  std::vector<std::string> out;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.starts_with(kind)) out.push_back(base::unescape_name(line.substr(1)));
  }
  return out;
}

std::vector<Holding::Model> Holding::models() const {
  std::vector<Model> out;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const bool local = line.starts_with('l');
    if (local || line.starts_with('m')) out.push_back({base::unescape_name(line.substr(1)), local});
  }
  return out;
}

}  // namespace bartizan::use
