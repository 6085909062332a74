// What strings say by themselves: hosts, keys and their variables, prompts.
#include <algorithm>

#include "text/secrets.h"
#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/python/reading.h"

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

bool is_upper_name(string_view name) {
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Reading::credential_name(string_view name, std::uint32_t offset, string_view signal) {
  // The shortest known variable is HF_TOKEN.
  if (name.size() < 6 || name.size() > 64 || !is_upper_name(name)) return;
  string_view provider = infra::credential_of(name, catalog());
  if (provider.empty()) provider = text::credential_provider(name);
  // Maps and other services have keys of that name as well.
  if (provider.empty() && ai_ && name == "GOOGLE_API_KEY") provider = "google";
  if (provider.empty()) return;
  put(make(ComponentKind::credential, std::string(name), provider, signal, offset));
}

void Reading::string(NodeId node) {
  const Node& here = at(node);
  const string_view text = here.text;
  if (text.size() < 6) return;
  credential_name(text, here.offset, "py-string");
  if (text.size() > kMostText) return;
  // Sentences about hosts are prose.
  const bool url = text.find("://") != text.npos || text.starts_with("localhost:");
  if (url && text.find_first_of(" \n") == text.npos) {
    if (const auto found = endpoint_in(text, catalog())) {
      put(make(ComponentKind::endpoint, found->host, found->provider, "py-url", here.offset));
    }
  }
  if (text.size() < 16 || text.size() > kMostText) return;
  for (const text::Secret& secret : text::find_secrets(text)) {
    std::string name = "key:";
    name += secret.provider;
    put(make(ComponentKind::credential, std::move(name), secret.provider, "py-key", here.offset));
  }
}

// api_key=os.environ["ANY_NAME"] of a client of an AI library: a credential whatever its name.
void Reading::key_variable(NodeId call, const Place& place) {
  for (NodeId arg = at(at(call).first).next; arg != kNone; arg = at(arg).next) {
    if (at(arg).kind != NodeKind::keyword || !at(arg).text.ends_with("api_key")) continue;
    std::vector<NodeId> origins = resolver_.origins(at(arg).first, place.scope);
    // os.getenv("X") or ""
    for (size_t i = 0; i < origins.size() && i < kMostValues; ++i) {
      if (at(origins[i]).kind != NodeKind::either) continue;
      for (NodeId part = at(origins[i]).first; part != kNone; part = at(part).next) {
        origins.push_back(part);
      }
    }
    for (const NodeId origin : origins) {
      const Node& value = at(origin);
      NodeId name = kNone;
      if (value.kind == NodeKind::subscript &&
          resolver_.spelling(value.first).ends_with("environ")) {
        name = at(value.first).next;
      } else if (value.kind == NodeKind::call) {
        const std::string callee = resolver_.spelling(value.first);
        if (callee.ends_with("getenv") || callee.ends_with("environ.get")) {
          name = resolver_.positional(origin, 0);
        }
      }
      if (name == kNone || at(name).kind != NodeKind::string) continue;
      const string_view variable = at(name).text;
      const bool key = variable.ends_with("_API_KEY") || variable.ends_with("_API_TOKEN");
      if (!key || variable.size() > 64 || !is_upper_name(variable)) continue;
      if (!infra::credential_of(variable, catalog()).empty()) continue;
      put(make(ComponentKind::credential, std::string(variable), {}, "py-string", at(name).offset));
    }
  }
}

// base_url= of a client: where its requests go.
void Reading::base_urls(NodeId call, const Place& place, Use& use) {
  static constexpr string_view kNames[]{"base_url",
                                        "api_base",
                                        "openai_api_base",
                                        "azure_endpoint",
                                        "endpoint",
                                        "host",
                                        "server_url",
                                        "endpoint_url",
                                        "url",
                                        "inference_server_url",
                                        "api_url",
                                        "openai_base_url",
                                        "anthropic_api_url",
                                        "ollama_base_url",
                                        "api_endpoint",
                                        "base_uri"};
  for (const string_view name : kNames) {
    const NodeId value = resolver_.keyword(call, name);
    if (value == kNone) continue;
    for (const Value& found : resolver_.values(value, place.scope).known) {
      const auto listed = endpoint_in(found.text, catalog());
      // Others than hosts of models stand in `url=` and `host=` as often.
      const bool sure =
          !use.hint.empty() && (name.find("base") != name.npos || name == "azure_endpoint");
      std::string host = listed ? listed->host : sure ? host_of(found.text) : std::string();
      if (host.empty()) continue;
      Detection out = make(ComponentKind::endpoint, std::move(host),
                           listed ? string_view(listed->provider) : string_view(), "py-base-url",
                           at(value).offset);
      out.certainty = found.direct ? Certainty::high : Certainty::medium;
      if (!found.env.empty()) {
        out.attributes.push_back({"env", std::string(found.env), record::Provenance::observed, {}});
      }
      put(std::move(out));
      if (name != "url" && name != "host") {
        use.attributes.push_back(
            {"base-url", text::mask_secrets(found.text), record::Provenance::observed, {}});
      }
      if (listed && (use.hint == "openai" || use.hint.empty())) use.hint = listed->provider;
    }
  }
}

// SYSTEM_PROMPT = """..."""
void Reading::prompt(const Statement& s) {
  if (s.bindings != 1 || s.value == kNone) return;
  const Binding& binding = tree_.bindings[s.first_binding];
  if (binding.kind != Binding::Kind::value || binding.member) return;
  const ScopeKind scope = tree_.scopes[s.scope].kind;
  std::string name(binding.name);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool upper = name == binding.name;
  if (scope == ScopeKind::function && !upper) return;
  const bool prompt = name == "PROMPT" || name.ends_with("_PROMPT") ||
                      name.starts_with("PROMPT_") || name.ends_with("_PROMPT_TEMPLATE") ||
                      name.ends_with("_INSTRUCTIONS") || name.find("_PROMPT_") != name.npos ||
                      name.ends_with("SYSTEM_MESSAGE") || name.ends_with("SYSTEM_TEMPLATE") ||
                      name.ends_with("CHAT_TEMPLATE") || name.ends_with("QA_TEMPLATE");
  if (!prompt) return;
  if (name.ends_with("_INSTRUCTIONS") && !ai_) return;
  const NodeKind kind = at(s.value).kind;
  size_t length = 0;
  if (kind == NodeKind::joined) {
    for (NodeId part = at(s.value).first; part != kNone; part = at(part).next) {
      if (at(part).kind == NodeKind::string) length += at(part).text.size();
    }
  } else {
    std::string text = resolver_.text(s.value, s.scope);
    if (kind == NodeKind::name || kind == NodeKind::attribute) return;
    if (text.find(' ') == text.npos) return;
    length = text.size();
  }
  if (length <= kLeastPrompt) return;
  put(make(ComponentKind::prompt, std::string(binding.name), {}, "py-constant", binding.offset));
}

}  // namespace bartizan::use::python
