// Packages that are imported, and what other files may import from this one.
#include <algorithm>

#include "use/parse/discover/python/reading.h"

namespace bartizan::use::python {

using std::size_t;
using std::string_view;

void Reading::imports(const Statement& statement) {
  for (std::uint32_t i = 0; i < statement.bindings; ++i) {
    package(tree_.bindings[statement.first_binding + i]);
  }
}

void Reading::package(const Binding& binding) {
  const string_view target = binding.target;
  const auto found = package_of(target, catalog());
  if (!found) return;
  if (!found->names.empty()) {
    // `from agents import Agent`; "." among the names lets `import datasets` count as well.
    const string_view rest = target.size() > found->module.size()
                                 ? target.substr(found->module.size() + 1)
                                 : string_view(".");
    if (!brings(*found, rest.substr(0, std::max<size_t>(rest.find('.'), 1)))) return;
  }
  // A module of one's own may be called that way as well, but is rarely asked for a class.
  if (found->by_prefix) {
    const char first = target[target.rfind('.') + 1];
    if (target.find('.') == target.npos || first < 'A' || first > 'Z') return;
  }
  ai_ = true;
  if (own_package(target)) return;
  if (!packages_.insert(std::string(found->distribution)).second) return;
  Detection out = make(ComponentKind::package, std::string(found->distribution), "pypi",
                       "py-import", binding.offset);
  out.attributes.push_back({"module",
                            std::string(target.substr(0, target.find('.'))),
                            record::Provenance::observed,
                            {}});
  put(std::move(out));
}

// Only what a model's or host's place could want: names of models, URLs.
void Reading::constants() {
  std::unordered_map<std::string, string_view> instances;
  for (const std::uint32_t index : tree_.scopes[0].own) {
    const Binding& binding = tree_.bindings[index];
    if (binding.kind == Binding::Kind::value && binding.value != kNone &&
        at(binding.value).kind == NodeKind::call) {
      instances.try_emplace(resolver_.spelling(at(binding.value).first), binding.name);
    }
  }
  for (ScopeId scope = 0; scope < tree_.scopes.size(); ++scope) {
    const Scope& here = tree_.scopes[scope];
    const bool module = scope == 0;
    if (!module && (here.kind != ScopeKind::klass || here.parent != 0)) continue;
    for (const std::uint32_t index : here.own) {
      const Binding& binding = tree_.bindings[index];
      if (binding.kind != Binding::Kind::value || binding.value == kNone) continue;
      const NodeKind kind = at(binding.value).kind;
      if (kind != NodeKind::string && kind != NodeKind::call && kind != NodeKind::joined &&
          kind != NodeKind::binary && kind != NodeKind::either && kind != NodeKind::conditional &&
          kind != NodeKind::name) {
        continue;
      }
      const std::string value = resolver_.text(binding.value, binding.scope);
      if (value.empty() || value.size() > kMostModelId ||
          value.find_first_of(" \n\t{") != value.npos) {
        continue;
      }
      if (!is_model_name(binding.name) && value.find("://") == value.npos &&
          !looks_like_model(value, catalog())) {
        continue;
      }
      const std::uint32_t line = line_of(binding.offset);
      if (module) {
        source_.report.constant(binding.name, value, line);
        continue;
      }
      std::string name(here.name);
      name += '.';
      name += binding.name;
      source_.report.constant(name, value, line);
      // settings = Settings() at module level
      if (const auto instance = instances.find(std::string(here.name));
          instance != instances.end()) {
        std::string through(instance->second);
        through += '.';
        through += binding.name;
        source_.report.constant(through, value, line);
      }
    }
  }
}

}  // namespace bartizan::use::python
