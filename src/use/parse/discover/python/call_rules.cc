// Agents, tools, MCP, prompts and vector stores: what is made by calls, decorators and classes.
#include <algorithm>

#include "use/parse/discover/python/reading.h"

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

bool one_of(string_view text, std::initializer_list<string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

string_view last_part(string_view dotted) {
  const size_t dot = dotted.rfind('.');
  return dot == dotted.npos ? dotted : dotted.substr(dot + 1);
}

bool is_class(string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

// "Chroma" of "langchain_chroma.Chroma.from_documents".
string_view class_or_function(string_view path) {
  const string_view last = last_part(path);
  if (is_class(last) || path.size() == last.size()) return last;
  const string_view before = last_part(path.substr(0, path.size() - last.size() - 1));
  return is_class(before) ? before : last;
}

Attribute attribute(string_view key, string_view value) {
  return {std::string(key), std::string(value), record::Provenance::observed, {}};
}

// Method chains of well-known clients, whoever holds the client.
string_view provider_of_chain(string_view path) {
  struct Chain {
    string_view tail, provider;
  };
  static constexpr Chain kChains[]{{"chat.completions.create", "openai"},
                                   {"chat.completions.parse", "openai"},
                                   {"chat.completions.stream", "openai"},
                                   {"completions.create", "openai"},
                                   {"responses.create", "openai"},
                                   {"responses.parse", "openai"},
                                   {"embeddings.create", "openai"},
                                   {"images.generate", "openai"},
                                   {"audio.transcriptions.create", "openai"},
                                   {"audio.speech.create", "openai"},
                                   {"moderations.create", "openai"},
                                   {"assistants.create", "openai"},
                                   {"fine_tuning.jobs.create", "openai"},
                                   {"messages.create", "anthropic"},
                                   {"messages.stream", "anthropic"},
                                   {"models.generate_content", "google"},
                                   {"models.embed_content", "google"},
                                   {"models.generate_content_stream", "google"},
                                   {"invoke_model", "amazon-bedrock"},
                                   {"invoke_model_with_response_stream", "amazon-bedrock"},
                                   {"converse", "amazon-bedrock"},
                                   {"converse_stream", "amazon-bedrock"},
                                   {"ChatCompletion.create", "openai"},
                                   {"ChatCompletion.acreate", "openai"},
                                   {"Embedding.create", "openai"}};
  for (const Chain& chain : kChains) {
    if (path.back() != chain.tail.back() || !path.ends_with(chain.tail)) continue;
    const size_t before = path.size() - chain.tail.size();
    if (before == 0 || path[before - 1] == '.') return chain.provider;
  }
  return {};
}

}  // namespace

const Reading::Known& Reading::look_up(const std::string& path, bool known) {
  const auto [found, fresh] = looked_up_[known ? 1 : 0].try_emplace(path);
  if (fresh) {
    found->second.ai = known && package_of(path, catalog()).has_value();
    found->second.role = role_of(path, known, catalog());
  }
  return found->second;
}

void Reading::call(NodeId node, const Place& place) {
  const std::string symbol = resolver_.symbol(at(node).first, place.scope);
  const bool known = !symbol.empty() && symbol.front() != '.';
  std::string path = plain(known ? symbol : resolver_.spelling(at(node).first));
  trusting_call(node, path, place);
  if (path.empty()) return;
  const string_view last = last_part(path);
  const Known& listed = look_up(path, known);
  const bool ai = listed.ai;

  if (last == "import_module" || last == "importorskip") {
    const std::string module = resolver_.text(resolver_.positional(node, 0), place.scope);
    if (!module.empty() && last == "import_module") {
      Binding binding;
      binding.target = module;
      binding.module = static_cast<std::uint32_t>(module.size());
      binding.offset = at(node).offset;
      package(binding);
    }
    return;
  }
  option(node, last, place);
  if (ai_) serves(node, last, place);
  cloud_client(node, symbol, place);

  // A class of this file is no library's, whatever it is called.
  const bool local = !known && resolver_.class_of(at(node).first, place.scope) != nullptr;
  const auto role = local ? std::nullopt : listed.role;
  const string_view name = role ? role->name : string_view();
  if (name == "file") {
    local_file(node, *role, place);
    if (ai) model_call(node, path, known, nullptr, place);
  } else if (name == "named" || name == "named-dataset") {
    named(node, path, *role);
  } else if (name == "dataset") {
    dataset(node, *role, place);
  } else if (name == "model") {
    model_call(node, path, known, &*role, place);
  } else {
    const string_view chain = provider_of_chain(path);
    if (!chain.empty() && !ai) {
      const std::string options = "hint=" + std::string(chain);
      const Role guessed{"model", options};
      model_call(node, path, known, &guessed, place);
    } else if (last != "add_argument") {
      model_call(node, path, known, nullptr, place);
    }
  }
  if (name == "agent" || (!role && ai && is_class(last) && last.ends_with("Agent")) ||
      (path.ends_with("pydantic_ai.Agent"))) {
    agent(node, path, place);
  } else if (name == "tool") {
    tool(node, path, *role, place);
  } else if (name == "mcp-server") {
    std::string own = resolver_.text(resolver_.positional(node, 0), place.scope);
    if (own.empty() || own.size() > kMostModelId) own = own_name(node, place, "name");
    put(make(ComponentKind::mcp_server, std::move(own), {}, "py-call", at(node).offset));
  } else if (name == "mcp-client") {
    mcp_client(node, *role, place);
  } else if (name == "mcp-clients") {
    mcp_clients(node, place);
  } else if (name == "prompt" && !place.holder.empty()) {
    put(make(ComponentKind::prompt, std::string(place.holder), {}, "py-call", at(node).offset));
  } else if (name == "vector-store") {
    const auto package = package_of(path, catalog());
    put(make(ComponentKind::vector_store, std::string(class_or_function(path)),
             package ? package->distribution : string_view(), "py-call", at(node).offset));
  }
  // agent.as_tool(tool_name="x"): an agent that another one calls.
  if (last == "as_tool" && name != "tool" && ai_) {
    NodeId named = resolver_.keyword(node, "tool_name");
    if (named == kNone) named = resolver_.keyword(node, "name");
    std::string own = resolver_.text(named, place.scope);
    if (!own.empty() && own.size() <= kMostModelId) {
      put(make(ComponentKind::tool, std::move(own), {}, "py-call", at(named).offset));
    }
  }
  if (ai) key_variable(node, place);
  if (name == "tool-decorator" && at(at(node).first).kind == NodeKind::call) return;
}

void Reading::agent(NodeId call, string_view path, const Place& place) {
  // An executor around an agent that was counted.
  if (last_part(path) == "AgentExecutor" && resolver_.keyword(call, "agent") != kNone) return;
  std::string name = own_name(call, place, "name");
  if (name.empty()) name = class_or_function(path);
  const auto package = package_of(path, catalog());
  put(make(ComponentKind::agent, std::move(name), package ? package->distribution : string_view(),
           "py-call", at(call).offset));
}

void Reading::tool(NodeId call, string_view path, const Role& role, const Place& place) {
  (void)role;
  std::string name;
  const NodeId named = resolver_.keyword(call, "name");
  if (named != kNone) name = resolver_.text(named, place.scope);
  if (name.empty()) {
    // Tool("search", fn), FunctionTool(fn)
    NodeId first = resolver_.positional(call, 0);
    for (const char* argument : {"fn", "func", "function", "coroutine"}) {
      if (first == kNone) first = resolver_.keyword(call, argument);
    }
    if (first != kNone && at(first).kind == NodeKind::string) {
      name = at(first).text;
    } else if (first != kNone &&
               (at(first).kind == NodeKind::name || at(first).kind == NodeKind::attribute)) {
      name = at(first).text;
    }
  }
  if (name.empty() && named == kNone) name = place.holder;
  if (name.empty() || name.size() > kMostModelId || name.find('\n') != name.npos) return;
  const auto package = package_of(path, catalog());
  put(make(ComponentKind::tool, std::move(name), package ? package->distribution : string_view(),
           "py-call", at(call).offset));
}

// {"type": "function", "function": {"name": "search", ...}}, as chat APIs take it.
void Reading::tool_schema(NodeId dict, const Place& place) {
  bool function = false;
  NodeId body = kNone;
  NodeId named = kNone;
  bool parameters = false;
  for (NodeId key = at(dict).first; key != kNone && at(key).next != kNone;
       key = at(at(key).next).next) {
    if (at(key).kind != NodeKind::string) continue;
    const Node& value = at(at(key).next);
    if (at(key).text == "type" && value.kind == NodeKind::string && value.text == "function") {
      function = true;
    }
    if (at(key).text == "function" && value.kind == NodeKind::dict) body = at(key).next;
    if (at(key).text == "name") named = at(key).next;
    if (at(key).text == "parameters" || at(key).text == "input_schema") parameters = true;
  }
  if (!function) return;
  if (body != kNone) {
    parameters = false;
    for (NodeId key = at(body).first; key != kNone && at(key).next != kNone;
         key = at(at(key).next).next) {
      if (at(key).kind != NodeKind::string) continue;
      if (at(key).text == "name") named = at(key).next;
      if (at(key).text == "parameters" || at(key).text == "description") parameters = true;
    }
  }
  if (named == kNone || !parameters) return;
  std::string name = resolver_.text(named, place.scope);
  if (name.empty() || name.size() > kMostModelId) return;
  Detection out = make(ComponentKind::tool, std::move(name), {}, "py-schema", at(named).offset);
  out.certainty = Certainty::medium;
  put(std::move(out));
}

void Reading::decorators(ScopeId scope) {
  const Scope& here = tree_.scopes[scope];
  for (const NodeId decorator : here.decorators) {
    walk(decorator, {here.parent, {}, false}, 0);
    const bool called = at(decorator).kind == NodeKind::call;
    const NodeId callee = called ? at(decorator).first : decorator;
    const std::string symbol = resolver_.symbol(callee, here.parent);
    const bool known = !symbol.empty() && symbol.front() != '.';
    const std::string path = plain(known ? symbol : resolver_.spelling(callee));
    const string_view last = last_part(path);
    std::string provider;
    bool is_tool = false;
    bool is_agent = false;
    if (known) {
      const auto package = package_of(path, catalog());
      if (!package) continue;
      provider = package->distribution;
      const auto role = role_of(path, true, catalog());
      is_tool = role && role->name == "tool-decorator";
      is_agent = role && role->name == "agent-decorator";
    } else if (one_of(last, {"tool", "tool_plain", "function_tool", "kernel_function"})) {
      // `from .server import mcp`, `@self.agent.tool`: told by what the object is called.
      if (path == last) {
        // A decorator of this file's own is some other thing.
        is_tool = last != "tool_plain" && !resolver_.defined_here(callee, here.parent);
      } else {
        const string_view base =
            last_part(string_view(path).substr(0, path.size() - last.size() - 1));
        is_tool = base.find("mcp") != base.npos || base.find("agent") != base.npos ||
                  base.find("server") != base.npos || base == "app" || base == "toolkit" ||
                  base == "registry" || base == "tools";
      }
    }
    if (!is_tool && !is_agent) continue;
    std::string name;
    if (called && is_tool) {
      NodeId named = resolver_.keyword(decorator, "name");
      for (const char* other : {"name_override", "tool_name"}) {
        if (named == kNone) named = resolver_.keyword(decorator, other);
      }
      if (named == kNone && last != "action") named = resolver_.positional(decorator, 0);
      if (named != kNone) name = resolver_.text(named, here.parent);
      if (name.find_first_of(" \n") != name.npos && resolver_.keyword(decorator, "name") == kNone) {
        name.clear();  // a description
      }
    }
    if (name.empty()) name = here.name;
    put(make(is_agent ? ComponentKind::agent : ComponentKind::tool, std::move(name), provider,
             "py-decorator", here.offset));
    break;
  }
}

// class Search(BaseTool): name = "search"
void Reading::klass(ScopeId scope) {
  const Scope& here = tree_.scopes[scope];
  const auto field = [&](string_view wanted) {
    std::string text;
    if (const auto own = here.names.find(wanted); own != here.names.end()) {
      const Binding& binding = tree_.bindings[own->second.front()];
      if (binding.value != kNone) {
        text = resolver_.text(binding.value, binding.scope);
      }
    }
    return text;
  };
  for (const NodeId base : here.bases) {
    if (at(base).kind == NodeKind::keyword) {
      walk(base, {here.parent, {}, false}, 0);
      continue;
    }
    const std::string path = plain(resolver_.symbol(base, here.parent));
    const auto package = package_of(path, catalog());
    const std::string written = package ? path : resolver_.spelling(base);
    const string_view last = last_part(written);
    const bool is_tool = one_of(last, {"BaseTool", "Tool", "StructuredTool", "FunctionTool"});
    const bool is_agent =
        package && last.ends_with("Agent") && last != "BaseAgent" && !own_package(path);
    if (!is_tool && !is_agent) continue;
    std::string name = field("name");
    // A tool of the framework's own: told by what a model would read of it.
    if (!package && (name.empty() || field("description").empty())) continue;
    if (name.empty() || name.size() > kMostModelId) name = here.name;
    put(make(is_tool ? ComponentKind::tool : ComponentKind::agent, std::move(name),
             package ? package->distribution : string_view(), "py-class", here.offset));
    return;
  }
}

// The value of a literal key of a dictionary, kNone without one.
NodeId Reading::entry(NodeId dict, string_view name) const {
  if (dict == kNone || at(dict).kind != NodeKind::dict) return kNone;
  for (NodeId key = at(dict).first; key != kNone && at(key).next != kNone;
       key = at(at(key).next).next) {
    if (at(key).kind == NodeKind::string && at(key).text == name) return at(key).next;
  }
  return kNone;
}

// A list of literals as one line; what stands behind an option for a secret is hidden.
std::string Reading::arguments(NodeId list) const {
  std::string out;
  if (list == kNone || at(list).kind != NodeKind::list) return out;
  bool secret = false;
  for (NodeId item = at(list).first; item != kNone && out.size() < kMostModelId;
       item = at(item).next) {
    const string_view word = at(item).kind == NodeKind::string ? at(item).text : "?";
    if (!out.empty()) out += ' ';
    const size_t equal = word.find('=');
    const string_view name = word.substr(0, equal);
    const bool names = std::ranges::any_of(
        std::initializer_list<string_view>{"key", "token", "secret", "password", "auth", "header",
                                           "KEY", "TOKEN", "SECRET", "PASSWORD"},
        [name](string_view part) { return name.find(part) != name.npos; });
    if (secret && !word.starts_with('-')) {
      out += "***";
    } else if (names && equal != word.npos) {
      out += name;
      out += "=***";
    } else {
      out += text::mask_secrets(word);
    }
    secret = names && equal == word.npos && word.starts_with('-');
  }
  return out;
}

void Reading::mcp_client(NodeId call, const Role& role, const Place& place) {
  Detection out = make(ComponentKind::mcp_server, own_name(call, place, "name"), {}, "py-call",
                       at(call).offset);
  out.attributes.push_back(attribute("transport", role.option("transport")));
  // MCPServerStdio(params={"command": ...})
  NodeId params = resolver_.keyword(call, "params");
  if (params == kNone) params = resolver_.positional(call, 0);
  if (params != kNone && at(params).kind == NodeKind::name) {
    for (const NodeId origin : resolver_.origins(params, place.scope)) {
      if (at(origin).kind == NodeKind::dict) params = origin;
    }
  }
  const auto from = [&](string_view key) -> std::string {
    NodeId value = resolver_.keyword(call, key);
    if (value == kNone && params != kNone) value = entry(params, key);
    return resolver_.text(value, place.scope);
  };
  for (const char* key : {"command", "url"}) {
    std::string value = from(key);
    if (!value.empty() && value.size() <= kMostModelId) {
      out.attributes.push_back(attribute(key, text::mask_secrets(value)));
    }
  }
  std::string args = arguments(resolver_.keyword(call, "args"));
  if (args.empty() && params != kNone) args = arguments(entry(params, "args"));
  if (!args.empty()) out.attributes.push_back(attribute("args", args));
  // A library that starts whatever its caller names tells of no server: a name or a literal
  // dictionary of its settings does.
  const bool told = !resolver_.text(resolver_.keyword(call, "name"), place.scope).empty() ||
                    entry(params, "url") != kNone || entry(params, "command") != kNone;
  if (out.attributes.size() < 2 && !told) return;
  put(std::move(out));
}

// A dictionary that is a server by itself: {"type": "mcp", "server_label": "x"} of a hosted tool,
// {"name": "x", "command": "npx", "args": [...]} of a list of them.
void Reading::mcp_entry(NodeId dict, const Place& place) {
  const NodeId label = entry(dict, "server_label");
  const NodeId type = entry(dict, "type");
  const bool hosted = label != kNone && type != kNone && at(type).text == "mcp";
  const NodeId named = hosted ? label : entry(dict, "name");
  if (named == kNone || at(named).kind != NodeKind::string) return;
  const NodeId args = entry(dict, "args");
  const NodeId command = entry(dict, "command");
  const bool started = command != kNone && at(command).kind == NodeKind::string && args != kNone &&
                       at(args).kind == NodeKind::list;
  if (!hosted && !started) return;
  const string_view name = at(named).text;
  if (name.empty() || name.size() > kMostModelId || name.find('\n') != name.npos) return;
  // Other programs are configured like that as well.
  if (!hosted) {
    const std::string all = arguments(args);
    if (all.find("mcp") == all.npos && !one_of(at(command).text, {"npx", "uvx"})) return;
  }
  Detection out =
      make(ComponentKind::mcp_server, std::string(name), {}, "py-entry", at(named).offset);
  out.attributes.push_back(attribute("transport", hosted ? "http" : "stdio"));
  for (const char* part : {"command", "server_url"}) {
    std::string text = resolver_.text(entry(dict, part), place.scope);
    if (text.empty() || text.size() > kMostModelId) continue;
    out.attributes.push_back(
        attribute(hosted ? string_view("url") : string_view("command"), text::mask_secrets(text)));
  }
  if (std::string all = arguments(args); !all.empty()) {
    out.attributes.push_back(attribute("args", all));
  }
  put(std::move(out));
}

// MultiServerMCPClient({"math": {"command": "python", ...}})
void Reading::mcp_clients(NodeId call, const Place& place) {
  NodeId servers = resolver_.positional(call, 0);
  if (servers == kNone) servers = resolver_.keyword(call, "connections");
  if (servers == kNone) return;
  for (const NodeId origin : resolver_.origins(servers, place.scope)) {
    if (at(origin).kind != NodeKind::dict) continue;
    for (NodeId key = at(origin).first; key != kNone && at(key).next != kNone;
         key = at(at(key).next).next) {
      const NodeId value = at(key).next;
      if (at(key).kind != NodeKind::string || at(value).kind != NodeKind::dict) continue;
      Detection out =
          make(ComponentKind::mcp_server, std::string(at(key).text), {}, "py-call", at(key).offset);
      for (const char* part : {"command", "url", "transport"}) {
        std::string text = resolver_.text(entry(value, part), place.scope);
        if (!text.empty() && text.size() <= kMostModelId) {
          out.attributes.push_back(attribute(part, text::mask_secrets(text)));
        }
      }
      std::string args = arguments(entry(value, "args"));
      if (!args.empty()) out.attributes.push_back(attribute("args", args));
      put(std::move(out));
    }
  }
}

// boto3.client("bedrock-runtime")
void Reading::cloud_client(NodeId call, string_view symbol, const Place& place) {
  (void)symbol;
  const std::string callee = resolver_.spelling(at(call).first);
  if (last_part(callee) != "client") return;
  std::string service = resolver_.text(resolver_.positional(call, 0), place.scope);
  if (service.empty()) {
    service = resolver_.text(resolver_.keyword(call, "service_name"), place.scope);
  }
  if (!service.starts_with("bedrock") && service != "sagemaker-runtime") return;
  if (service == "sagemaker-runtime") service = "runtime.sagemaker";
  std::string host = service;
  const std::string region = resolver_.text(resolver_.keyword(call, "region_name"), place.scope);
  if (!region.empty() && region.size() < 32) host += "." + region;
  host += ".amazonaws.com";
  put(make(ComponentKind::endpoint, std::move(host),
           service.starts_with("bedrock") ? "amazon-bedrock" : "amazon-sagemaker", "py-call",
           at(call).offset));
}

}  // namespace bartizan::use::python
