#include <algorithm>
#include <array>
#include <utility>

#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/script/detect.h"

namespace bartizan::use::script {
namespace {

constexpr std::size_t kMostArguments = 6;
constexpr std::size_t kMostServers = 256;

std::string_view first_word(std::string_view value) { return value.substr(0, value.find(' ')); }
std::string_view second_word(std::string_view value) {
  const std::size_t blank = value.find(' ');
  return blank == value.npos ? std::string_view() : value.substr(blank + 1);
}

bool has(const std::vector<Property>& all, std::string_view key) {
  return std::any_of(all.begin(), all.end(), [&](const Property& one) { return one.key == key; });
}

}  // namespace

// --- names -----------------------------------------------------------------------------------

std::string Detector::text_of(const std::vector<Property>& all, std::string_view key) {
  for (const Property& one : all) {
    if (one.key != key) continue;
    const Value value = script_.value(one.value);
    if (!value.choices.empty()) return value.choices.front().text;
  }
  return {};
}

// `name` (or `id`) of an object among the arguments, the first text where that is the name, else
// what holds the call.
std::string Detector::named_by(std::uint32_t open, std::uint32_t start, bool first_text) {
  const std::vector<std::uint32_t> all = script_.items(open, kMostArguments);
  if (first_text && !all.empty()) {
    const Value value = script_.value(all[0]);
    if (!value.choices.empty()) return value.choices.front().text;
  }
  for (const std::uint32_t one : all) {
    const std::uint32_t object = script_.value(one).object;
    if (object == kNone) continue;
    const std::vector<Property> properties = script_.properties(object);
    for (const std::string_view key : {"name", "id", "slug", "serverLabel"}) {
      std::string text = text_of(properties, key);
      if (!text.empty()) return text;
    }
  }
  const std::string_view holder = script_.holder(start);
  return std::string(holder.empty() ? enclosing_function() : holder);
}

// A store's class that the tree keeps a copy of ("./core") still has the store's name.
bool Detector::makes_store(std::string_view path, bool is_new) const {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  if (role("*", name) != "vector-store") return false;
  const std::string_view method = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  if (method.starts_with("from") || method == "initialize") {
    return method.find_first_of(".(") == method.npos;
  }
  return is_new && dot == path.npos &&
         (name.ends_with("VectorStore") || name.ends_with("VectorSearch"));
}

// --- calls -----------------------------------------------------------------------------------

void Detector::on_call(const Origin& origin, std::uint32_t open, bool is_new, std::uint32_t start) {
  Call call;
  const std::string_view name = package_of(origin.module);
  std::string_view path = origin.path.empty() ? std::string_view("default") : origin.path;
  if (const Package* known = package(name)) {
    call = {name, known->provider, role(name, path)};
  } else {
    if (!name.empty() && origin.known()) return;  // of another library
    std::string last;
    if (origin.known()) {
      const std::size_t dot = path.rfind('.');
      last = path.substr(dot == path.npos ? 0 : dot);
    } else {
      if (open == 0 || script_.word(open - 1).empty()) return;
      const bool is_member =
          open > 1 && (script_.is(open - 2, op('.')) || script_.is(open - 2, op('?', '.')));
      last = (is_member ? "." : "") + std::string(script_.word(open - 1));
    }
    call.role = role({}, last);
    if (call.role.empty() && origin.known() && makes_store(path, is_new)) {
      call.role = "vector-store";
    }
    if (call.role.empty()) return;
    const std::string_view needed = second_word(call.role);
    // Told by its shape alone: the keys that the list names, one of each "+" group.
    const std::vector<std::uint32_t> all = script_.items(open, kMostArguments);
    bool fits = needed.empty();
    if (needed == "new") fits = is_new && !all.empty() && script_.opens(all[0], '{');
    if (needed == "text-object") {
      fits = all.size() >= 2 && script_.tokens()[all[0]].kind == Kind::text &&
             script_.opens(all[1], '{');
      // registerTool(name, config, handler) with constants of the file.
      if (!fits && all.size() >= 2 && !script_.value(all[0]).choices.empty()) {
        const std::uint32_t object = script_.value(all[1]).object;
        if (object != kNone) {
          const std::vector<Property> keys = script_.properties(object);
          fits = has(keys, "description") || has(keys, "inputSchema");
        }
      }
    }
    if (needed == "text-function") {
      fits = any_mcp_ && all.size() >= 2 && script_.tokens()[all[0]].kind == Kind::text;
    }
    if (needed == "agent" || needed == "tool") {
      for (const std::uint32_t one : all) {
        if (!script_.opens(one, '{')) continue;
        const std::vector<Property> keys = script_.properties(one);
        if (needed == "agent") {
          fits = has(keys, "instructions") || has(keys, "model") || has(keys, "tools") ||
                 has(keys, "llm") || has(keys, "systemPrompt");
        } else {
          fits = has(keys, "description") &&
                 (has(keys, "parameters") || has(keys, "inputSchema") || has(keys, "schema") ||
                  has(keys, "execute") || has(keys, "func") || has(keys, "input"));
        }
        break;
      }
    }
    if (!fits) return;
  }
  call_at_[open] = static_cast<std::uint32_t>(calls_.size());
  calls_.push_back(call);
  call_role(call, origin, open, start);
  arguments(call, open);
}

void Detector::call_role(const Call& call, const Origin& origin, std::uint32_t open,
                         std::uint32_t start) {
  const std::string_view role = first_word(call.role);
  if (role.empty()) return;
  const std::vector<std::uint32_t> all = script_.items(open, kMostArguments);
  const std::string_view hint = call.package.empty() || second_word(call.role).empty()
                                    ? call.provider
                                    : second_word(call.role);
  const std::string_view path = origin.path;
  if (role == "model" || role == "pretrained") {
    if (!all.empty()) {
      std::vector<record::Attribute> attributes;
      if (role == "pretrained") {
        attributes.push_back({"loader", "from_pretrained", record::Provenance::derived, {}});
        const std::uint32_t object = all.size() > 1 ? script_.value(all[1]).object : kNone;
        const std::string revision =
            object == kNone ? std::string() : text_of(script_.properties(object), "revision");
        attributes.push_back({"revision",
                              revision.empty() ? "unpinned" : revision,
                              record::Provenance::derived,
                              {}});
        if (revision.empty())
          attributes.back() = {"unpinned", "true", record::Provenance::derived, {}};
      }
      model(script_.value(all[0]), all[0], hint, true, "js-call", std::move(attributes));
    }
  } else if (role == "pipeline") {
    if (all.size() > 1) {
      std::vector<record::Attribute> attributes;
      const Value task = script_.value(all[0]);
      if (!task.choices.empty()) {
        attributes.push_back({"task", task.choices.front().text, record::Provenance::derived, {}});
      }
      model(script_.value(all[1]), all[1], hint, true, "js-call", std::move(attributes));
    }
  } else if (role == "file") {
    if (!all.empty()) {
      const Value value = script_.value(all[0]);
      for (const Choice& choice : value.choices) {
        if (model_extension(choice.text, true, catalog_).empty() &&
            !choice.text.ends_with("model.json")) {
          continue;
        }
        used_.insert(choice.token);
        const bool remote = choice.text.find("://") != choice.text.npos;
        const auto id = remote ? std::nullopt : canonical_model(choice.text, "local", catalog_);
        if (!remote && !id) continue;
        add(ComponentKind::model, remote ? choice.text : id->name, remote ? "" : id->provider,
            "js-call", choice.certainty, all[0]);
      }
    }
  } else if (role == "agent" || role == "tool" || role == "mcp-server" || role == "named-tool") {
    if (role == "named-tool" && !all.empty()) {
      const Value value = script_.value(all[0]);
      if (value.choices.empty()) {
        unresolved(ComponentKind::tool, value, call.package, "js-call", start);
        return;
      }
    }
    std::string name = named_by(open, start, role == "named-tool");
    if (name.empty() || name.size() > kMostModelId) return;
    const ComponentKind kind = role == "agent"        ? ComponentKind::agent
                               : role == "mcp-server" ? ComponentKind::mcp_server
                                                      : ComponentKind::tool;
    add(kind, std::move(name), kind == ComponentKind::mcp_server ? "" : call.package, "js-call",
        Certainty::high, start);
  } else if (role == "prompt" || role == "vector-store") {
    const std::size_t dot = path.find('.');
    const std::string_view whole = path.substr(0, dot);
    if (role == "vector-store") {
      std::string name(whole == "default" || whole.empty() ? script_.word(open - 1) : whole);
      add(ComponentKind::vector_store, std::move(name), call.package, "js-call", Certainty::high,
          start);
    } else {
      std::string_view name = script_.holder(start);
      // One message among those of a template is no template of its own.
      if (name.empty() && whole.find("Message") != whole.npos) return;
      if (name.empty()) name = enclosing_function();
      if (name.empty()) name = whole;
      add(ComponentKind::prompt, std::string(name), "", "js-call", Certainty::high, start);
    }
  } else if (role == "dataset") {
    if (!all.empty()) {
      for (const Choice& choice : script_.value(all[0]).choices) {
        add(ComponentKind::dataset, choice.text, hint, "js-call", choice.certainty, all[0]);
      }
    }
  } else if (role == "transport") {
    const std::string_view name = script_.holder(start);
    if (!all.empty()) {
      const std::uint32_t object = script_.value(all[0]).object;
      if (object != kNone) {
        const std::string started = program_of(script_.properties(object));
        server_entry(started.empty() ? name : std::string_view(started), object, start);
      }
    }
  } else if (role == "servers") {
    for (const std::uint32_t one : all) {
      const std::uint32_t object = script_.value(one).object;
      if (object == kNone) continue;
      for (const Property& p : script_.properties(object)) {
        if (p.key != "servers" && p.key != "mcpServers") continue;
        const std::uint32_t entries = script_.value(p.value).object;
        if (entries != kNone) servers(entries);
      }
    }
  }
}

// What `npx -y PACKAGE` and its like start, without its version.
std::string Detector::program_of(const std::vector<Property>& all) {
  const std::string command = text_of(all, "command");
  if (command != "npx" && command != "uvx" && command != "bunx") return {};
  for (const Property& one : all) {
    if (one.key != "args") continue;
    const std::uint32_t array = script_.value(one.value).array;
    if (array == kNone) return {};
    for (const std::uint32_t item : script_.items(array, 8)) {
      const Value value = script_.value(item);
      if (value.choices.empty()) return {};
      const std::string& text = value.choices.front().text;
      if (text.starts_with('-') || text.empty()) continue;
      const std::size_t version = text.find('@', 1);
      return text.substr(0, version);
    }
  }
  return {};
}

// Settings that a variable holds; literal ones are read where they stand.
void Detector::arguments(const Call& call, std::uint32_t open) {
  if (call.package.empty()) return;
  for (const std::uint32_t one : script_.items(open, kMostArguments)) {
    if (script_.word(one).empty()) continue;
    const Value value = script_.value(one);
    if (value.object == kNone || value.end < one) continue;
    const Call copy = call;
    settings(copy, script_.properties(value.object));
  }
}

void Detector::settings(const Call& call, const std::vector<Property>& all) {
  std::vector<record::Attribute> attributes;
  for (const Property& one : all) {
    if (name_role(one.key) != "base-url") continue;
    const Value value = script_.value(one.value);
    base_url(value, one.token, !call.provider.empty());
    if (!value.choices.empty() && value.choices.front().text.size() <= record::kMostEvidence) {
      attributes.push_back(
          {"base-url", value.choices.front().text, record::Provenance::derived, {}});
    }
  }
  for (const Property& one : all) {
    if (name_role(one.key) != "model") continue;
    model(script_.value(one.value), one.token, call.provider, !call.package.empty(), "js-call",
          attributes);
  }
}

void Detector::model(const Value& value, std::uint32_t place, std::string_view hint, bool certain,
                     std::string_view signal, std::vector<record::Attribute> attributes) {
  for (const Choice& choice : value.choices) {
    if (choice.text.empty() || choice.text.size() > kMostModelId) continue;
    if (!certain && !looks_like_model(choice.text, catalog_)) continue;
    const auto id = canonical_model(choice.text, hint, catalog_);
    if (!id) continue;
    used_.insert(choice.token);
    // A literal is reported where it stands, what was resolved where it is used.
    Detection& made = add(ComponentKind::model, id->name, id->provider, signal, choice.certainty,
                          choice.certainty == Certainty::high ? choice.token : place);
    made.attributes = attributes;
    if (!choice.env.empty()) {
      made.attributes.push_back({"env", choice.env, record::Provenance::derived, {}});
    }
  }
  if (certain && value.choices.empty()) {
    unresolved(ComponentKind::model, value, hint, signal, place, std::move(attributes));
  }
}

// What another file of the tree defines.
void Detector::unresolved(ComponentKind kind, const Value& value, std::string_view provider,
                          std::string_view signal, std::uint32_t place,
                          std::vector<record::Attribute> attributes) {
  const Origin& origin = value.origin;
  const bool relative = origin.module.starts_with('.') || origin.module.starts_with("@/") ||
                        origin.module.starts_with("~/");
  if (!relative || origin.path.empty() || origin.path.find('(') != std::string::npos) return;
  Detection made;
  made.kind = kind;
  made.name = origin.path;  // until it is resolved
  made.provider = std::string(provider);
  made.signal = std::string(signal);
  made.certainty = Certainty::medium;
  made.line = lines_.line_of(script_.tokens()[place].at);
  made.evidence = evidence_of(lines_.line(made.line));
  made.attributes = std::move(attributes);
  source_.report.unresolved(made, std::string(origin.module) + ":" + origin.path);
}

// --- objects and classes -----------------------------------------------------------------------

bool Detector::on_object(std::uint32_t brace) {
  const std::vector<Property> all = script_.properties(brace);
  if (all.empty()) return false;
  const bool table = std::any_of(
      all.begin(), all.end(), [&](const Property& one) { return name_role(one.key) == "table"; });
  if (const Call* call = enclosing_call()) {
    const Call copy = *call;
    settings(copy, all);
  } else {
    for (const Property& one : all) {
      if (one.shorthand || !hints_at_model(one.key) || in_list(brace)) continue;
      model(script_.value(one.value), one.token, {}, false, "js-property");
    }
  }
  for (const Property& one : all) {
    if (one.shorthand) continue;
    // `prompt` itself is what is asked this once.
    if (one.key != "prompt" && folded(one.key).ends_with("prompt"))
      prompt(one.key, one.value, one.token);
    if (one.key == "mcpServers" && script_.opens(one.value, '{')) servers(one.value);
  }
  // A hosted tool of the responses API.
  if (has(all, "server_label") && text_of(all, "type") == "mcp") {
    std::string label = text_of(all, "server_label");
    if (!label.empty() && label.size() <= kMostModelId) {
      add(ComponentKind::mcp_server, std::move(label), "", "js-object", Certainty::high, brace);
    }
  }
  const bool in_function =
      brace > 1 && script_.is(brace - 1, op(':')) && script_.word(brace - 2) == "function";
  if (has(all, "name") && has(all, "description") &&
      (has(all, "inputSchema") || has(all, "input_schema") ||
       (has(all, "parameters") && in_function))) {
    tool_shape(all);
  }
  return table;
}

void Detector::tool_shape(const std::vector<Property>& all) {
  std::string name = text_of(all, "name");
  if (name.empty() || name.size() > kMostModelId) return;
  for (const Property& one : all) {
    if (one.key == "name") {
      add(ComponentKind::tool, std::move(name), "", "js-object", Certainty::high, one.token);
      return;
    }
  }
}

void Detector::servers(std::uint32_t brace) {
  std::size_t left = kMostServers;
  for (const Property& one : script_.properties(brace)) {
    if (left-- == 0) return;
    const std::uint32_t object = one.shorthand ? kNone : script_.value(one.value).object;
    if (object != kNone) server_entry(one.key, object, one.token);
  }
}

bool Detector::server_entry(std::string_view name, std::uint32_t brace, std::uint32_t place) {
  const std::vector<Property> all = script_.properties(brace);
  const std::string command = text_of(all, "command");
  const std::string url = text_of(all, "url");
  if (!has(all, "command") && !has(all, "url")) return false;
  if (name.empty()) return false;
  Detection& made = add(ComponentKind::mcp_server, std::string(name), "", "js-mcp-client",
                        Certainty::high, place);
  const auto attribute = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    made.attributes.push_back({std::string(key),
                               std::string(value.substr(0, record::kMostEvidence)),
                               record::Provenance::derived,
                               {}});
  };
  attribute("transport", command.empty() ? "http" : "stdio");
  attribute("command", command);
  attribute("url", url);
  for (const Property& one : all) {
    if (one.key != "args") continue;
    const std::uint32_t array = script_.value(one.value).array;
    if (array == kNone) continue;
    std::string joined;
    for (const std::uint32_t item : script_.items(array, 32)) {
      const Value value = script_.value(item);
      joined += (joined.empty() ? "" : " ") +
                (value.choices.empty() ? std::string("?") : value.choices.front().text);
    }
    attribute("args", joined);
  }
  return true;
}

void Detector::on_class(std::uint32_t i) {
  std::uint32_t at = i + 1;
  if (!script_.word(at).empty() && script_.word(at) != "extends") ++at;
  if (script_.is(at, op('<'))) at = script_.skip_type_arguments(at);
  if (script_.word(at) != "extends" || script_.word(at + 1).empty()) return;
  const Value base = script_.value(at + 1);
  const std::string_view name = package_of(base.origin.module);
  const Package* known = package(name);
  if (known == nullptr && !name.empty()) return;
  std::string_view path = base.origin.path;
  if (path.empty()) path = script_.word(at + 1);
  if (role(known == nullptr ? std::string_view() : name, path) != "tool-base") return;
  std::uint32_t brace = base.end;
  const std::uint32_t last = std::min(script_.size(), brace + 64);
  while (brace < last && !script_.opens(brace, '{')) ++brace;
  if (!script_.opens(brace, '{')) return;
  const std::uint32_t end = std::min(script_.tokens()[brace].mate, script_.size());
  for (std::uint32_t at_name = brace + 1; at_name < end; ++at_name) {
    const Token& token = script_.tokens()[at_name];
    if (token.kind == Kind::open && token.mate > at_name) {
      at_name = std::min(token.mate, end);
      continue;
    }
    if (token.kind != Kind::punct || token.mark != op('=') ||
        script_.holder(at_name + 1) != "name") {
      continue;
    }
    const Value value = script_.value(at_name + 1);
    if (value.choices.empty() || value.choices.front().text.size() > kMostModelId) return;
    add(ComponentKind::tool, value.choices.front().text, known == nullptr ? "" : name, "js-class",
        Certainty::high, at_name);
    return;
  }
}

}  // namespace bartizan::use::script
