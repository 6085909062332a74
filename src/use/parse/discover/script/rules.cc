#include <algorithm>
#include <array>
#include <utility>

#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/script/detect.h"

namespace bartizan::use::script {
namespace {

// docs/discovery.md: more ids than that in one literal are a list of what is supported.
constexpr std::size_t kMostListed = 8;
// A prompt says more than a label does.
constexpr std::uint32_t kLeastPrompt = 40;
constexpr std::size_t kMostArguments = 6;
constexpr std::size_t kMostServers = 256;

std::string_view property_role(const scan::Catalog& catalog, std::string_view key) {
  const auto found = catalog.list("discovery-script-names", folded(key));
  return found ? *found : std::string_view();
}

bool hints_at_model(const scan::Catalog& catalog, std::string_view key) {
  const std::string name = folded(key);
  if (name.size() > 64) return false;
  return name.ends_with("model") || name.ends_with("modelname") || name.ends_with("modelid") ||
         property_role(catalog, key) == "model";
}

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
    for (const std::string_view key : {"name", "id", "slug"}) {
      std::string text = text_of(properties, key);
      if (!text.empty()) return text;
    }
  }
  const std::string_view holder = script_.holder(start);
  return std::string(holder.empty() ? enclosing_function() : holder);
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
    if (call.role.empty()) return;
    const std::string_view needed = second_word(call.role);
    // Told by its shape alone: the keys that the list names, one of each "+" group.
    const std::vector<std::uint32_t> all = script_.items(open, kMostArguments);
    bool fits = needed.empty();
    if (needed == "new") fits = is_new && !all.empty() && script_.opens(all[0], '{');
    if (needed == "text-object") {
      fits = all.size() >= 2 && script_.tokens()[all[0]].kind == Kind::text &&
             script_.opens(all[1], '{');
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
        add(ComponentKind::model, choice.text,
            choice.text.find("://") == choice.text.npos ? "local" : "", "js-call", choice.certainty,
            all[0]);
      }
    }
  } else if (role == "agent" || role == "tool" || role == "mcp-server" || role == "named-tool") {
    // A function handed to the framework, or the name of what is defined.
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
      if (object != kNone) server_entry(name, object, start);
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
    if (property_role(catalog_, one.key) != "base-url") continue;
    const Value value = script_.value(one.value);
    base_url(value, one.token);
    if (!value.choices.empty() && value.choices.front().text.size() <= record::kMostEvidence) {
      attributes.push_back(
          {"base-url", value.choices.front().text, record::Provenance::derived, {}});
    }
  }
  for (const Property& one : all) {
    if (property_role(catalog_, one.key) != "model") continue;
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
  const bool relative = value.origin.module.starts_with('.') ||
                        value.origin.module.starts_with("@/") ||
                        value.origin.module.starts_with("~/");
  if (!value.choices.empty() || !relative || value.origin.path.empty() ||
      value.origin.path.find('(') != std::string::npos) {
    return;
  }
  Detection made;
  made.kind = ComponentKind::model;
  made.provider = std::string(hint);
  made.signal = std::string(signal);
  made.certainty = Certainty::medium;
  made.line = lines_.line_of(script_.tokens()[place].at);
  made.evidence =
      std::string(text::trim(lines_.line(made.line)).substr(0, 4 * record::kMostEvidence));
  made.attributes = std::move(attributes);
  source_.report.unresolved(made, std::string(value.origin.module) + ":" + value.origin.path);
}

// --- objects and classes -----------------------------------------------------------------------

void Detector::on_object(std::uint32_t brace) {
  const std::vector<Property> all = script_.properties(brace);
  if (all.empty()) return;
  if (const Call* call = enclosing_call()) {
    const Call copy = *call;
    settings(copy, all);
  } else {
    for (const Property& one : all) {
      if (one.shorthand || !hints_at_model(catalog_, one.key) || in_list(brace)) continue;
      model(script_.value(one.value), one.token, {}, false, "js-property");
    }
  }
  for (const Property& one : all) {
    if (one.shorthand) continue;
    if (folded(one.key).ends_with("prompt")) prompt(one.key, one.value, one.token);
    if (one.key == "mcpServers" && script_.opens(one.value, '{')) servers(one.value);
  }
  const bool in_function =
      brace > 1 && script_.is(brace - 1, op(':')) && script_.word(brace - 2) == "function";
  if (has(all, "name") && has(all, "description") &&
      (has(all, "inputSchema") || has(all, "input_schema") ||
       (has(all, "parameters") && in_function))) {
    tool_shape(all);
  }
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

// --- texts ---------------------------------------------------------------------------------------

bool Detector::is_model_text(std::uint32_t i) {
  const Token& token = script_.tokens()[i];
  if (token.kind != Kind::text || token.size < 2 || token.size > kMostModelId) return false;
  const std::string_view raw = script_.raw(i);
  bool plausible = false;
  for (const char c : raw) {
    if (c == ' ' || c == '\\' || c == '<' || c == '(') return false;
    plausible = plausible || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == ':';
  }
  if (!plausible) return false;
  const auto [entry, fresh] = model_texts_.try_emplace(i, false);
  if (fresh) entry->second = looks_like_model(raw, catalog_);
  return entry->second;
}

void Detector::count_lists() {
  struct Open {
    std::uint32_t token;
    bool literal;  // an array, an object, an enumeration
    bool through;  // brackets of a call among them
    std::vector<std::string_view> ids;
  };
  std::vector<Open> stack;
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    const Token& token = script_.tokens()[i];
    if (token.kind == Kind::open) {
      const bool brace = token.mark == op('{');
      const bool is_enum = brace && i > 1 && script_.word(i - 2) == "enum";
      const bool literal =
          token.mark == op('[') || is_enum || (brace && brace_role(i) == Role::object);
      stack.push_back({i, literal, token.mark == op('('), {}});
    } else if (token.kind == Kind::close) {
      if (stack.empty()) continue;
      Open done = std::move(stack.back());
      stack.pop_back();
      if (done.literal && done.ids.size() > kMostListed) {
        skipped_.push_back(done.token);
      } else if (!stack.empty() && (done.literal || done.through) &&
                 (stack.back().literal || stack.back().through)) {
        std::vector<std::string_view>& ids = stack.back().ids;
        for (const std::string_view id : done.ids) {
          if (ids.size() > kMostListed) break;
          if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
      }
    } else if (token.kind == Kind::text && !stack.empty() && is_model_text(i)) {
      std::vector<std::string_view>& ids = stack.back().ids;
      const std::string_view id = script_.raw(i);
      if (ids.size() <= kMostListed && std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
      }
    }
  }
  std::sort(skipped_.begin(), skipped_.end());
}

// Whether token `i` stands in a list of many models.
bool Detector::in_list(std::uint32_t i) const {
  if (skipped_.empty()) return false;
  if (std::binary_search(skipped_.begin(), skipped_.end(), i)) return true;
  std::size_t left = 64;
  for (std::size_t n = frames_.size(); n-- > 0 && left-- > 0;) {
    if (std::binary_search(skipped_.begin(), skipped_.end(), frames_[n].open)) return true;
    if (frames_[n].role == Role::block) return false;
  }
  return false;
}

void Detector::look_alike(std::uint32_t i) {
  if (used_.contains(i) || !is_model_text(i) || in_list(i)) return;
  const std::uint32_t before = i == 0 ? kNone : i - 1;
  // A key, a comparison, a type.
  if (script_.is(i + 1, op(':')) && !frames_.empty() && frames_.back().choices == 0) return;
  for (const std::uint32_t beside : {before, i + 1}) {
    if (script_.is(beside, op('=', '=')) || script_.is(beside, op('!', '=')) ||
        script_.is(beside, op('|')) || script_.is(beside, op('+'))) {
      return;
    }
  }
  const std::string_view word = before == kNone ? std::string_view() : script_.word(before);
  if (word == "case" || word == "in" || script_.word(i + 1) == "in") return;
  if (!frames_.empty() && frames_.back().role == Role::arguments) {
    const std::string_view ignored = property_role(catalog_, frames_.back().name);
    if (ignored == "test") return;
  }
  if (before != kNone && before > 0 && script_.is(before, op(':'))) {
    if (property_role(catalog_, script_.raw(before - 1)) == "prose") return;
  }
  if (before != kNone && script_.opens(before, '[') && script_.closes(i + 1, '[') && before > 0 &&
      (!script_.word(before - 1).empty() || script_.closes(before - 1, '('))) {
    return;  // prices["gpt-4o"]
  }
  const auto id = canonical_model(script_.raw(i), {}, catalog_);
  if (!id) return;
  add(ComponentKind::model, id->name, id->provider, "js-text", Certainty::low, i);
}

void Detector::on_text(std::uint32_t i) {
  if (i > 0) {
    const std::string_view word = script_.word(i - 1);
    if (word == "from" || word == "import") return;
    if (script_.opens(i - 1, '(') && i > 1 &&
        (script_.word(i - 2) == "require" || script_.word(i - 2) == "import")) {
      return;
    }
  }
  endpoint(i);
  if (script_.tokens()[i].kind == Kind::text) look_alike(i);
}

void Detector::endpoint(std::uint32_t i) {
  const Token& token = script_.tokens()[i];
  std::string_view text = script_.raw(i);
  if (token.kind == Kind::open) {
    text = script_.text().substr(token.at + 1);
    text = text.substr(0, std::min<std::size_t>(text.find_first_of("`\n "), 256));
  }
  if (text.size() < 4 || text.size() > 2048) return;
  const std::size_t scheme = text.find("://");
  if (scheme != text.npos ? scheme > 5 : text.find_first_of(" /()<>,") != text.npos) return;
  if (scheme == text.npos && text.find('.') == text.npos && !text.starts_with("localhost:")) return;
  constexpr std::string_view kDatasets = "https://huggingface.co/datasets/";
  if (text.starts_with(kDatasets)) {
    const std::string_view rest = text.substr(kDatasets.size());
    const std::size_t slash = rest.find('/');
    const std::size_t end = slash == rest.npos ? rest.npos : rest.find_first_of("/?#", slash + 1);
    const std::string_view name = rest.substr(0, end);
    if (!name.empty() && name.find('$') == name.npos) {
      add(ComponentKind::dataset, std::string(name), "huggingface", "js-url", Certainty::high, i);
    }
    return;
  }
  const auto found = endpoint_in(text, catalog_);
  if (!found) return;
  add(ComponentKind::endpoint, found->host, found->provider, "js-url", Certainty::high, i);
}

void Detector::base_url(const Value& value, std::uint32_t place) {
  for (const Choice& choice : value.choices) {
    if (endpoint_in(choice.text, catalog_)) {
      const auto found = endpoint_in(choice.text, catalog_);
      add(ComponentKind::endpoint, found->host, found->provider, "js-call", choice.certainty,
          choice.certainty == Certainty::high ? choice.token : place);
      continue;
    }
    std::string host = host_of(choice.text);
    if (host.empty()) continue;
    add(ComponentKind::endpoint, std::move(host), "", "js-call", choice.certainty,
        choice.certainty == Certainty::high ? choice.token : place);
  }
}

void Detector::prompt(std::string_view name, std::uint32_t value, std::uint32_t place) {
  if (value >= script_.size()) return;
  const Token& token = script_.tokens()[value];
  std::uint32_t length = token.kind == Kind::text ? token.size : 0;
  if (script_.opens(value, '`') && token.mate < script_.size()) {
    length = script_.tokens()[token.mate].at - token.at;
  }
  if (length <= kLeastPrompt) return;
  add(ComponentKind::prompt, std::string(name), "", "js-constant", Certainty::high, place);
}

void Detector::on_assignment(std::uint32_t equals) {
  if (equals + 1 >= script_.size()) return;
  const Token& value = script_.tokens()[equals + 1];
  const bool text = value.kind == Kind::text || script_.opens(equals + 1, '`');
  if (!text && script_.word(equals + 1).empty()) return;
  const std::string_view name = script_.holder(equals + 1);
  if (name.empty()) return;
  if (text && folded(name).ends_with("prompt")) prompt(name, equals + 1, equals - 1);
  if (hints_at_model(catalog_, name) && !in_list(equals)) {
    model(script_.value(equals + 1), equals + 1, {}, false, "js-constant");
  }
}

// What other files may import.
void Detector::constants() {
  const auto report = [&](const std::string& name, const Value& value, std::uint32_t place) {
    if (value.choices.size() != 1 || value.choices[0].text.size() > kMostModelId) return;
    const std::string& text = value.choices[0].text;
    if (!hints_at_model(catalog_, name) && !looks_like_model(text, catalog_)) return;
    source_.report.constant(name, text, lines_.line_of(script_.tokens()[place].at));
  };
  const auto members = [&](std::string_view name, std::uint32_t brace) {
    if (std::binary_search(skipped_.begin(), skipped_.end(), brace)) return;
    for (const Property& one : script_.properties(brace)) {
      if (one.shorthand) continue;
      report(std::string(name) + "." + std::string(one.key), script_.value(one.value), one.token);
    }
  };
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    const Token& token = script_.tokens()[i];
    if (script_.opens(i, '{') && i > 1 && script_.word(i - 2) == "enum") {
      members(script_.word(i - 1), i);
    }
    if (token.kind == Kind::open && token.mate > i) {
      i = std::min(token.mate, script_.size() - 1);
      continue;
    }
    if (!script_.is(i, op('=')) || i + 1 >= script_.size()) continue;
    const std::string_view name = script_.holder(i + 1);
    if (name.empty()) continue;
    const Value value = script_.value(i + 1);
    if (value.object != kNone && script_.opens(i + 1, '{')) {
      members(name, i + 1);
    } else {
      report(std::string(name), value, i);
    }
  }
}

}  // namespace bartizan::use::script
