// What strings say by themselves: hosts, keys and their variables, prompts.
#include <algorithm>
#include <iterator>

#include "text/secrets.h"
#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/python/reading.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

bool is_upper_name(string_view name) {
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

void add_plain(Detection& endpoint, string_view url) {
  std::string address = plain_url(url);
  if (address.empty()) return;
  endpoint.attributes.push_back({"url", std::move(address), record::Provenance::observed, {}});
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
      Detection out =
          make(ComponentKind::endpoint, found->host, found->provider, "py-url", here.offset);
      add_plain(out, text);
      put(std::move(out));
    }
  }
  if (text.size() < 16 || text.size() > kMostText) return;
  for (const text::Secret& secret : text::find_secrets(text)) {
    std::string name = "key:";
    name += secret.provider;
    put(make(ComponentKind::credential, std::move(name), secret.provider, "py-key", here.offset));
  }
}

// Keys that only the variable before them tells: os.environ["AZURE_OPENAI_API_KEY"] = "...".
void Reading::assigned_keys() {
  const string_view text = tree_.text;
  // Most files name no such variable, and a look at each name of them takes a fifth of the reading.
  static constexpr string_view kParts[]{"_KEY",    "_TOKEN",    "_PAT",       "_CREDENTIAL",
                                        "_SECRET", "_APIKEY",   "api_key",    "api_token",
                                        "_token",  "AccessKey", "access_key", "azure.com"};
  const auto names_one = [&](string_view part) { return text.find(part) != text.npos; };
  if (std::ranges::none_of(kParts, names_one)) return;
  if (!budget_.charge_steps(text.size())) return;
  for (const text::Secret& secret : text::find_secrets(text)) {
    // What a string says by itself is said with the string.
    if (!text::find_secrets(text.substr(secret.offset, secret.length)).empty()) continue;
    put(make(ComponentKind::credential, "key:" + std::string(secret.provider), secret.provider,
             "py-key", static_cast<std::uint32_t>(secret.offset)));
  }
}

// api_key=KEY of a client of an AI library, whatever holds the key.
void Reading::given_key(NodeId value, const Place& place) {
  if (at(value).kind == NodeKind::string) return;  // its name tells it
  for (const NodeId origin : resolver_.origins(value, place.scope)) {
    if (at(origin).kind != NodeKind::string || !text::is_bare_key(at(origin).text)) continue;
    Detection out =
        make(ComponentKind::credential, "key:generic", "generic", "py-key", at(value).offset);
    // The line may hold it under any name.
    out.evidence = "api_key=***";
    put(std::move(out));
    return;
  }
}

// api_key=os.environ["ANY_NAME"] of a client of an AI library: a credential whatever its name.
void Reading::key_variable(NodeId call, const Place& place) {
  for (NodeId arg = at(at(call).first).next; arg != kNone; arg = at(arg).next) {
    if (at(arg).kind != NodeKind::keyword || !at(arg).text.ends_with("api_key")) continue;
    given_key(at(arg).first, place);
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
          !use.hint.empty() && (name.find("base") != name.npos || name == "azure_endpoint" ||
                                (name == "host" && use.hint == "ollama"));
      std::string host = listed ? listed->host : sure ? host_of(found.text) : std::string();
      if (host.empty()) continue;
      Detection out = make(ComponentKind::endpoint, std::move(host),
                           listed ? string_view(listed->provider) : string_view(), "py-base-url",
                           at(value).offset);
      out.certainty = found.direct ? Certainty::high : Certainty::medium;
      if (!found.env.empty()) {
        out.attributes.push_back({"env", std::string(found.env), record::Provenance::observed, {}});
      }
      add_plain(out, found.text);
      put(std::move(out));
      if (name != "url" && name != "host") {
        use.attributes.push_back(
            {"base-url", text::mask_secrets(found.text), record::Provenance::observed, {}});
      }
      if (listed && (use.hint == "openai" || use.hint.empty())) use.hint = listed->provider;
    }
  }
}

void Reading::serves(NodeId call, string_view last, const Place& place) {
  static constexpr string_view kStarts[]{"run",     "launch",     "serve",    "Config",
                                         "FastMCP", "run_simple", "start_app"};
  if (std::ranges::find(kStarts, last) == std::end(kStarts)) return;
  std::string opens;
  for (NodeId arg = at(at(call).first).next; arg != kNone; arg = at(arg).next) {
    const string_view name = at(arg).text;
    if (at(arg).kind != NodeKind::keyword) continue;
    if (name.starts_with("ssl")) return;
    if (name == "host" || name == "server_name") {
      const std::string host = resolver_.text(at(arg).first, place.scope);
      if (host == "0.0.0.0" || host == "::") opens = std::string(name) + " " + host;
    } else if (name == "share" && last == "launch" &&
               resolver_.truth(at(arg).first, place.scope) == Resolver::Truth::yes) {
      opens = "share";
    }
  }
  if (opens.empty()) return;
  source_.report.setting(
      settings::kLocalOrTls, "unknown", line_of(at(call).offset),
      "it serves beyond this machine (" + opens + "), and no certificate is named beside it");
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
