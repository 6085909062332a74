#include "use/parse/discover/python/reading.h"

#include <algorithm>

namespace bartizan::use::python {

using std::size_t;
using std::string_view;

Reading::Reading(SourceText& source, const Tree& tree, std::span<const std::uint32_t> places)
    : source_(source),
      tree_(tree),
      budget_(source.budget),
      resolver_(tree, source.budget),
      lines_(tree.text),
      places_(places) {}

void Reading::run() {
  for (const Statement& s : tree_.statements) {
    if (s.kind == Statement::Kind::import) imports(s);
  }
  find_parameters();
  // Options and tables have to be known before anything is looked up.
  find_options();
  find_tables();
  find_used();
  for (ScopeId scope = 1; scope < tree_.scopes.size(); ++scope) {
    decorators(scope);
    if (tree_.scopes[scope].kind == ScopeKind::klass) klass(scope);
  }
  for (const Statement& s : tree_.statements) {
    if (!budget_.charge_steps()) break;
    if (s.kind != Statement::Kind::import) statement(s);
  }
  constants();
  assigned_keys();
  finish();
  if (resolver_.exhausted()) {
    source_.report.note({record::NoteLevel::warning, "limit:steps", 0, 0,
                         "this Python file asks for too many look-ups; some were left out"});
  }
}

void Reading::find_options() {
  for (NodeId node = 1; node < tree_.nodes.size(); ++node) {
    if (at(node).kind != NodeKind::call || at(at(node).first).kind != NodeKind::attribute ||
        at(at(node).first).text != "add_argument") {
      continue;
    }
    const NodeId value = resolver_.keyword(node, "default");
    if (value == kNone) continue;
    std::string name;
    for (size_t i = 0; i < 3; ++i) {
      const NodeId flag = resolver_.positional(node, i);
      if (flag == kNone || at(flag).kind != NodeKind::string) break;
      const string_view text = at(flag).text;
      if (!text.starts_with("--") && text.starts_with('-')) continue;
      name = text.substr(std::min(text.find_first_not_of('-'), text.size()));
      std::ranges::replace(name, '-', '_');
      break;
    }
    if (const NodeId dest = resolver_.keyword(node, "dest"); dest != kNone) {
      if (at(dest).kind == NodeKind::string) name = at(dest).text;
    }
    if (!name.empty()) resolver_.add_option(name, value, 0);
  }
}

// @pytest.mark.parametrize("name", ["a", "b"]): what a test's parameter may be.
void Reading::find_parameters() {
  for (ScopeId scope = 1; scope < tree_.scopes.size(); ++scope) {
    const Scope& here = tree_.scopes[scope];
    if (here.kind != ScopeKind::function) continue;
    for (const NodeId decorator : here.decorators) {
      if (at(decorator).kind != NodeKind::call) continue;
      if (!resolver_.spelling(at(decorator).first).ends_with("parametrize")) continue;
      const NodeId named = resolver_.positional(decorator, 0);
      const NodeId listed = resolver_.positional(decorator, 1);
      if (named == kNone || listed == kNone || at(named).kind != NodeKind::string) continue;
      const NodeKind kind = at(listed).kind;
      if (kind != NodeKind::list && kind != NodeKind::tuple) continue;
      size_t count = 0;
      for (NodeId item = at(listed).first; item != kNone; item = at(item).next) ++count;
      if (count > kMostListed) continue;
      resolver_.add_parameter(scope, at(named).text, listed);
      if (ai_ && at(named).text.starts_with("dataset")) parametrized_datasets(listed);
    }
  }
}

// Names of the hub under a test's parameter that is called a data set.
void Reading::parametrized_datasets(NodeId listed) {
  for (NodeId item = at(listed).first; item != kNone; item = at(item).next) {
    const string_view id = at(item).text;
    if (at(item).kind != NodeKind::string || id.size() > kMostModelId) continue;
    const size_t slash = id.find('/');
    const bool plain = std::ranges::all_of(id, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             string_view("_-/").find(c) != string_view::npos;
    });
    if (!plain || slash == 0 || slash == id.npos || slash + 1 == id.size() ||
        id.find('/', slash + 1) != id.npos) {
      continue;
    }
    Detection out =
        make(ComponentKind::dataset, std::string(id), "huggingface", "py-dataset", at(item).offset);
    out.certainty = Certainty::medium;
    put(std::move(out));
  }
}

void Reading::find_tables() {
  for (ScopeId scope = 1; scope < tree_.scopes.size(); ++scope) {
    const Scope& here = tree_.scopes[scope];
    if (here.kind != ScopeKind::klass) continue;
    size_t ids = 0;
    for (const std::uint32_t index : here.own) {
      const Binding& binding = tree_.bindings[index];
      if (!binding.member && binding.value != kNone) ids += ids_in(binding.value, 0);
    }
    if (ids > kMostListed) tables_.insert(scope);
  }
}

void Reading::find_used() {
  const auto name_of = [this](NodeId node) {
    const Node& here = at(node);
    return here.kind == NodeKind::name || here.kind == NodeKind::attribute ? here.text
                                                                           : string_view();
  };
  // any(part in model for part in NAMES) asks as well.
  std::unordered_set<NodeId> asking;
  for (NodeId node = 1; node < tree_.nodes.size(); ++node) {
    if (at(node).kind != NodeKind::call) continue;
    const string_view callee = name_of(at(node).first);
    if (callee != "any" && callee != "all" && callee != "startswith") continue;
    for (NodeId arg = at(at(node).first).next; arg != kNone; arg = at(arg).next) {
      asking.insert(arg);
      if (callee == "startswith") asking.insert(node);
    }
  }
  for (NodeId node = 1; node < tree_.nodes.size(); ++node) {
    const NodeKind kind = at(node).kind;
    if (kind == NodeKind::name || kind == NodeKind::attribute || kind == NodeKind::compare ||
        asking.contains(node)) {
      continue;
    }
    for (NodeId child = at(node).first; child != kNone; child = at(child).next) {
      if (const string_view name = name_of(child); !name.empty()) used_.insert(name);
    }
  }
  // A name alone: returned, assigned, or looped over.
  for (const Statement& s : tree_.statements) {
    if (s.value != kNone) used_.insert(name_of(s.value));
  }
}

// The outermost folder that may be a package: a scraper's `agno/scraper/firecrawl/` is no part of
// firecrawl, `firecrawl-1.0/src/firecrawl/` is.
bool Reading::own_package(string_view path) const {
  static constexpr string_view kContainers[]{"src",    "lib",     "libs",   "packages",
                                             "python", "backend", "source", "sdk"};
  const string_view root = path.substr(0, path.find('.'));
  string_view folders = source_.path;
  for (size_t slash = folders.find('/'); slash != folders.npos; slash = folders.find('/')) {
    const string_view folder = folders.substr(0, slash);
    if (folder == root) return true;
    const bool container = folder.find_first_of("-. ") != folder.npos ||
                           std::ranges::find(kContainers, folder) != std::end(kContainers);
    if (!container) return false;
    folders.remove_prefix(slash + 1);
  }
  return false;
}

void Reading::statement(const Statement& s) {
  Place place{s.scope, {}, false};
  if (s.kind == Statement::Kind::assign) {
    if (s.bindings == 1) place.holder = tree_.bindings[s.first_binding].name;
    assigned(s);
    prompt(s);
    if (s.target != kNone) walk(s.target, {s.scope, {}, false}, 0);
  }
  // `async with MCPServerStdio(...) as server`
  if (s.kind == Statement::Kind::expression && s.bindings == 1) {
    place.holder = tree_.bindings[s.first_binding].name;
  }
  if (s.value != kNone) walk(s.value, place, 0);
}

// How many strings of a literal look like ids of models.
size_t Reading::ids_in(NodeId node, int depth) const {
  if (depth > kMostDepth) return 0;
  switch (at(node).kind) {
    case NodeKind::string:
      return looks_like_model(at(node).text, catalog()) ? 1 : 0;
    case NodeKind::dict: {
      size_t count = 0;
      bool key = true;
      for (NodeId item = at(node).first; item != kNone; item = at(item).next) {
        // A key names what its value tells about: a table of two ids an entry holds one.
        const size_t ids = ids_in(item, depth + 1);
        count += key && ids > 0 ? 1 : ids;
        key = !key;
      }
      return count;
    }
    case NodeKind::list:
    case NodeKind::tuple:
    case NodeKind::set:
    case NodeKind::call:
    case NodeKind::keyword: {
      size_t count = 0;
      for (NodeId item = at(node).first; item != kNone; item = at(item).next) {
        count += ids_in(item, depth + 1);
      }
      return count;
    }
    default:
      return 0;
  }
}

void Reading::walk(NodeId node, Place place, int depth) {
  if (node == kNone || depth > 2 * kMostDepth || !budget_.charge_steps()) return;
  const Node& here = at(node);
  switch (here.kind) {
    case NodeKind::string:
      return string(node);
    case NodeKind::list:
    case NodeKind::tuple:
    case NodeKind::set:
    case NodeKind::dict:
      if (!place.table && ids_in(node, 0) > kMostListed) place.table = true;
      if (here.kind == NodeKind::dict) {
        entries(node, place);
        tool_schema(node, place);
        mcp_entry(node, place);
      }
      break;
    case NodeKind::call:
      call(node, place);
      break;
    case NodeKind::attribute:
      credential_name(here.text, here.offset, "py-attribute");
      break;
    default:
      break;
  }
  // An argument of a call is held by nobody; branches and literals are by the name they go to.
  Place inner = place;
  if (here.kind == NodeKind::call || here.kind == NodeKind::lambda ||
      here.kind == NodeKind::compare) {
    inner.holder = {};
  }
  bool callee = here.kind == NodeKind::call;
  for (NodeId child = here.first; child != kNone; child = at(child).next) {
    // `StateGraph(X).compile()`: what stands before the dot is no value of its own.
    walk(child, callee ? Place{place.scope, {}, place.table} : inner, depth + 1);
    callee = false;
  }
}

Detection Reading::make(ComponentKind kind, std::string name, string_view provider,
                        string_view signal, std::uint32_t offset) const {
  Detection out;
  out.kind = kind;
  out.name = std::move(name);
  out.provider = provider;
  out.signal = signal;
  out.line = line_of(offset);
  string_view shown = lines_.line(lines_.line_of(offset));
  // Of a line that goes on for long, what stands at the place; Report cuts the rest.
  if (shown.size() > 2 * record::kMostEvidence) {
    shown = tree_.text.substr(offset, 2 * record::kMostEvidence);
    shown = shown.substr(0, shown.find('\n'));
    // No part of a character at the end.
    while (!shown.empty() && (shown.back() & 0x80) != 0) shown.remove_suffix(1);
  }
  out.evidence = text::trim(shown);
  return out;
}

void Reading::put(Detection detection) {
  if (detection.name.empty()) return;
  std::string key = std::to_string(static_cast<int>(detection.kind));
  key += ' ';
  key += std::to_string(detection.line);
  key += ' ';
  key += detection.provider;
  key += ' ';
  key += detection.name;
  if (!put_.insert(std::move(key)).second) return;
  source_.report.detection(detection);
}

void Reading::finish() {
  // What only looked like a model is the one that a call of this file asks for.
  std::unordered_map<string_view, const Pending*> asked;
  for (const Pending& model : models_) {
    if (model.strong) asked.try_emplace(model.raw, &model);
  }
  for (Pending& weak : models_) {
    const auto strong = asked.find(weak.raw);
    if (weak.strong || strong == asked.end()) continue;
    weak.detection.name = strong->second->detection.name;
    weak.detection.provider = strong->second->detection.provider;
  }
  std::ranges::stable_sort(models_,
                           [](const Pending& a, const Pending& b) { return a.strong > b.strong; });
  for (Pending& model : models_) put(std::move(model.detection));
}

std::string Reading::own_name(NodeId call, const Place& place, string_view argument) {
  if (call != kNone) {
    const NodeId name = resolver_.keyword(call, argument);
    if (name != kNone) {
      std::string text = resolver_.text(name, place.scope);
      if (!text.empty() && text.size() <= kMostModelId) return text;
    }
  }
  if (!place.holder.empty()) return std::string(place.holder);
  const ScopeId function = resolver_.function_around(place.scope);
  if (function != 0) return std::string(tree_.scopes[function].name);
  return {};
}

}  // namespace bartizan::use::python
