// Whether endpoints ask who calls, encrypt, and limit requests, as their command lines, variables
// and configuration state it.
#include <algorithm>
#include <string>

#include "base/path.h"
#include "text/host.h"
#include "text/lines.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::settings {
namespace {

using std::string_view;
using text::Node;

constexpr string_view kYes = "yes", kNo = "no";
constexpr string_view kOptions = "settings-options";
constexpr string_view kVariables = "settings-variables";

std::string lower(string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool is_everywhere(string_view host) {
  return host.starts_with("0.0.0.0") || host.starts_with("[::]") || host == "::" || host == "*";
}

// What shows how it could be done states nothing.
bool is_example(string_view path) {
  const std::string name = lower(base::last_part(path));
  for (const string_view word : {"example", "sample", "template", "dist"}) {
    const std::size_t at = name.find(word);
    if (at != name.npos &&
        (at == 0 || string_view("._-").find(name[at - 1]) != string_view::npos)) {
      return true;
    }
  }
  return false;
}

// "vllm/vllm-openai:v0.6" and "docker.io/vllm/vllm-openai" as "vllm-openai".
string_view program_of(string_view program) {
  program = program.substr(0, program.find('@'));
  program = base::last_part(program);
  return program.substr(0, program.find(':'));
}

// Words of a value of a list: "endpoint-authenticated true=yes false=no", of which `value` chooses.
void put_listed(SourceText& source, string_view said, string_view what, string_view value,
                std::uint32_t line) {
  const std::size_t blank = said.find(' ');
  if (blank == said.npos) return;
  const string_view topic = said.substr(0, blank);
  string_view rest = said.substr(blank + 1);
  const std::string given = lower(value);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equal = one.find('=');
    const string_view when = one.substr(0, equal);
    const bool fits = when == "set" ? !given.empty() : given == when;
    if (!fits || equal == one.npos) continue;
    // Never the value itself where it may be a key.
    source.report.setting(topic, one.substr(equal + 1), line,
                          std::string(what) + (when == "set" ? " is set" : " is " + given));
    return;
  }
}

}  // namespace

void put_option(SourceText& source, string_view program, string_view option, string_view value,
                std::uint32_t line) {
  if (program.empty() || option.empty() || program.size() + option.size() > 200) return;
  const std::string name(program_of(program));
  const scan::Catalog& catalog = source.report.catalog();
  const auto said = catalog.list(kOptions, name + ' ' + std::string(option));
  if (!said) return;
  if (option != "--host") {
    put_listed(source, *said, name + ' ' + std::string(option), value.empty() ? "true" : value,
               line);
  } else if (text::is_loopback(value)) {
    source.report.setting(kLocalOrTls, kYes, line,
                          name + " listens on this machine only: --host " + std::string(value));
  } else if (!value.empty()) {
    source.report.setting(kLocalOrTls, "unknown", line,
                          name +
                              " listens beyond this machine, and no certificate is named beside "
                              "it: --host " +
                              std::string(value));
  }
}

void put_trust(SourceText& source, string_view name, string_view value, std::uint32_t line) {
  const std::string key =
      infra::snake(name.substr(std::min(name.find_first_not_of('-'), name.size())));
  if (key != "trust_remote_code" || is_example(source.path)) return;
  const std::string given = lower(text::trim(value));
  for (const string_view off : {"false", "0", "no", "off", "null", "none"}) {
    if (given == off) return;
  }
  // A text of a template is neither.
  const bool on = !infra::has_expansion(given);
  source.report.setting(kRemoteCode, on ? kNo : "unknown", line,
                        std::string(name) + (on ? " is set: a model may bring its own code"
                                                : " is what a variable holds"));
}

void put_variable(SourceText& source, string_view name, string_view value, std::uint32_t line) {
  if (name.empty() || name.size() > 200 || is_example(source.path)) return;
  // TGI takes each of its options from a variable as well; an empty one is none.
  if (name == "TRUST_REMOTE_CODE" && !value.empty()) {
    return put_trust(source, "trust_remote_code", value, line);
  }
  if (name == "OLLAMA_HOST") {
    if (is_everywhere(value)) {
      source.report.setting(kAuthenticated, kNo, line,
                            "OLLAMA_HOST opens Ollama beyond this machine, and Ollama asks nobody "
                            "who calls");
      source.report.setting(kLocalOrTls, "unknown", line,
                            "OLLAMA_HOST opens Ollama beyond this machine: what encrypts it is not "
                            "stated");
    } else if (text::is_loopback(value)) {
      source.report.setting(kLocalOrTls, kYes, line, "OLLAMA_HOST keeps Ollama on this machine");
    }
    return;
  }
  const auto said = source.report.catalog().list(kVariables, name);
  if (said) put_listed(source, *said, name, text::trim(value), line);
}

void put_gateway(SourceText& source, const Node& document) {
  const Node* models = document.find("model_list");
  if (models == nullptr || !models->is_array()) return;
  const Node* key = document.at({"general_settings", "master_key"});
  if (key != nullptr && !key->text.empty()) {
    source.report.setting(kAuthenticated, kYes, key->line,
                          "the gateway asks for a key: general_settings.master_key");
  } else {
    source.report.setting(kAuthenticated, "unknown", models->line,
                          "the gateway's configuration states no general_settings.master_key");
  }
  for (const string_view limit : {"max_parallel_requests", "global_max_parallel_requests"}) {
    const Node* most = document.at({"general_settings", limit});
    if (most == nullptr) continue;
    source.report.setting(kRateLimited, kYes, most->line,
                          "the gateway limits requests: general_settings." + std::string(limit));
    return;
  }
  std::size_t limited = 0, all = 0;
  const Node* first = nullptr;
  for (const Node& model : models->items) {
    const Node* parameters = model.find("litellm_params");
    if (parameters == nullptr) continue;
    ++all;
    const Node* rate = parameters->find("rpm");
    if (rate == nullptr) rate = parameters->find("tpm");
    if (rate == nullptr) continue;
    ++limited;
    if (first == nullptr) first = rate;
  }
  if (all > 0 && limited == all) {
    source.report.setting(kRateLimited, kYes, first->line,
                          "the gateway limits each of its models: rpm or tpm");
  }
}

bool claims_proxy(string_view path, string_view) {
  return path.ends_with(".conf") || base::last_part(path) == "Caddyfile";
}

// Statements of nginx that hold for what it hands on; what it hands on nothing of is no proxy.
void read_proxy(SourceText& source) {
  if (source.text.find("proxy_pass") == source.text.npos &&
      source.text.find("grpc_pass") == source.text.npos) {
    return;
  }
  std::uint32_t number = 0;
  bool authenticated = false, encrypted = false, limited = false;
  string_view rest = source.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const string_view line = text::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (!source.budget.charge_steps(line.size() + 1)) return;
    const auto says = [&](string_view word) {
      return line.starts_with(word) && line.size() > word.size() && line[word.size()] == ' ';
    };
    const bool off = line.ends_with(" off;");
    if (!authenticated && !off &&
        (says("auth_basic") || says("auth_request") || says("auth_jwt") ||
         line.starts_with("ssl_verify_client on"))) {
      authenticated = true;
      source.report.setting(kAuthenticated, kYes, number,
                            "the proxy asks who calls: " + std::string(line.substr(0, 60)));
    } else if (!encrypted && says("listen") && line.find(" ssl") != line.npos) {
      encrypted = true;
      source.report.setting(kLocalOrTls, kYes, number,
                            "the proxy encrypts: " + std::string(line.substr(0, 60)));
    } else if (!limited && (says("limit_req") || says("limit_conn"))) {
      limited = true;
      source.report.setting(kRateLimited, kYes, number,
                            "the proxy limits requests: " + std::string(line.substr(0, 60)));
    }
  }
}

}  // namespace bartizan::use::settings
