#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "text/lines.h"
#include "text/secrets.h"
#include "text/tree.h"
#include "use/parse/discover/agents/agents.h"
#include "use/parse/discover/agents/path_list.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::agents {
namespace {

using infra::attribute;
using infra::put;
using infra::Spot;
using std::string_view;
using text::Node;

constexpr string_view kSignal = "mcp-config";
constexpr string_view kClients = "discovery-mcp-clients";
constexpr int kMostDepth = 8;
constexpr std::size_t kMostLine = 400;
constexpr std::size_t kMostShown = 1000;
constexpr std::size_t kMostDocument = std::size_t{8} << 20;

bool one_of(string_view text, std::initializer_list<string_view> names) {
  return std::ranges::find(names, text) != names.end();
}

string_view base_name(string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == path.npos ? path : path.substr(slash + 1);
}

class Mcp {
 public:
  Mcp(SourceText& source, string_view client)
      : source_(source), lines_(source.text), client_(client == "generic" ? "" : client) {}

  // Every object of servers, wherever it stands ("projects" of Claude Code have their own).
  void search(const Node& node, int depth) {
    if (depth > kMostDepth || !source_.budget.charge_steps(1)) return;
    for (const Node& item : node.items) {
      if (one_of(item.key, {"mcpServers", "mcp_servers", "context_servers", "amp.mcpServers"})) {
        servers(item);
      } else if (item.is_object() || item.is_array()) {
        search(item, depth + 1);
      }
    }
  }

  // `place` is a path of keys, or one key with dots in it.
  void at(const Node& document, string_view place) {
    if (const Node* whole = document.find(place)) return servers(*whole);
    const Node* node = &document;
    while (!place.empty() && node != nullptr) {
      const std::size_t dot = place.find('.');
      const string_view key = place.substr(0, dot);
      place = dot == place.npos ? string_view() : place.substr(dot + 1);
      node = node->find(key);
    }
    if (node != nullptr) servers(*node);
  }

  // The manifest of an MCP bundle, or of the registry.
  void manifest(const Node& document) {
    const string_view name = document.string("name");
    if (name.empty()) return;
    if (const Node* config = document.at({"server", "mcp_config"})) {
      one(name, *config);
      return;
    }
    const string_view schema = document.string("$schema");
    const Node* packages = document.find("packages");
    const Node* remotes = document.find("remotes");
    if (schema.find("modelcontextprotocol") == schema.npos ||
        (packages == nullptr && remotes == nullptr)) {
      return;
    }
    put(source_, ComponentKind::mcp_server, name, {}, spot(*document.find("name")),
        {attribute("version", document.string("version"))});
    if (packages == nullptr) return;
    for (const Node& package : packages->items) {
      string_view type = package.string("registryType");
      if (type.empty()) type = package.string("registry_type");
      const string_view id = package.string("identifier");
      if (id.empty() || !one_of(type, {"npm", "pypi", "nuget"})) continue;
      put(source_, ComponentKind::package, id, type, spot(package),
          {attribute("version", package.string("version"))});
    }
  }

 private:
  Spot spot(const Node& node) const {
    const string_view line = lines_.line(node.line);
    return {kSignal, node.line, line.size() <= kMostLine ? line : string_view(node.text),
            Certainty::high};
  }

  void servers(const Node& node) {
    for (const Node& item : node.items) {
      if (!item.is_object()) continue;
      const string_view name = node.is_array() ? item.string("name") : string_view(item.key);
      if (!name.empty() && is_server(item)) one(name, item);
    }
  }

  // A schema of the configuration has the same keys, with objects behind them.
  static bool is_server(const Node& item) {
    if (one_of(item.string("type"), {"builtin", "platform"})) return false;
    for (const string_view key :
         {"url", "httpUrl", "serverUrl", "uri", "cmd", "command", "endpoint"}) {
      const Node* value = item.find(key);
      if (value == nullptr) continue;
      if (value->is_string() && !value->text.empty()) return true;
      if (value->is_array() && !value->items.empty() && value->items.front().is_string())
        return true;
      if (value->is_object() && !value->string("path").empty()) return true;
    }
    return false;
  }

  void one(string_view name, const Node& item) {
    std::vector<std::string> words;
    const Node* command = item.find("command");
    if (command == nullptr) command = item.find("cmd");
    const Node* holder = &item;
    if (command != nullptr && command->is_object()) {  // Zed's older form
      holder = command;
      words.emplace_back(command->string("path"));
    } else if (command != nullptr && command->is_array()) {
      add(words, *command);
    } else if (command != nullptr && command->is_string()) {
      words.push_back(command->text);
    }
    if (const Node* args = holder->find("args")) add(words, *args);

    string_view url;
    for (const string_view key : {"url", "httpUrl", "serverUrl", "uri", "endpoint"}) {
      if (url.empty()) url = item.string(key);
    }
    std::vector<Attribute> attributes;
    string_view transport = item.string("transport");
    if (transport.empty()) transport = item.string("type");
    if (transport.empty() || one_of(transport, {"local", "remote", "streamable-http",
                                                "streamable_http", "streamableHttp"})) {
      transport = !words.empty() ? "stdio" : url.ends_with("/sse") ? "sse" : "http";
    }
    attributes.push_back(attribute("transport", transport));
    if (!words.empty()) {
      attributes.push_back(attribute("command", words.front()));
      if (words.size() > 1) attributes.push_back(attribute("args", arguments(words)));
    }
    if (!url.empty()) attributes.push_back(attribute("url", masked(url)));
    if (!client_.empty()) attributes.push_back(attribute("client", client_));
    for (const string_view key : {"env", "environment", "envs"}) {
      const Node* environment = holder->find(key);
      if (environment == nullptr) environment = item.find(key);
      if (environment != nullptr) variables(*environment, attributes);
    }
    for (const string_view key : {"env_keys", "env_vars"}) {
      const Node* names = item.find(key);
      if (names != nullptr) variables(*names, attributes);
    }
    if (const Node* token = item.find("bearer_token_env_var"); token != nullptr) {
      infra::put_variable(source_, token->text, {}, spot(*token));
    }
    if (const Node* headers = item.find("headers"); headers != nullptr) {
      for (const Node& header : headers->items) {
        infra::put_variable_use(source_, header.text,
                                {kSignal, header.line, header.key, Certainty::high});
      }
    }
    Spot where = spot(item);
    // A block of YAML or a table begins below its key.
    for (std::uint32_t up = 0; up < 3 && where.line > up; ++up) {
      if (lines_.line(where.line - up).substr(0, kMostLine).find(name) == string_view::npos)
        continue;
      where.line -= up;
      break;
    }
    const std::string shown = "\"" + std::string(name) + "\"";
    where.evidence = shown;
    put(source_, ComponentKind::mcp_server, name, {}, where, std::move(attributes));
    settings::put_server(source_, name, item);
    package(words, spot(command != nullptr ? *command : item));
  }

  static void add(std::vector<std::string>& words, const Node& list) {
    if (list.is_string()) {
      words.push_back(list.text);
      return;
    }
    for (const Node& item : list.items) {
      if (words.size() < 64 && (item.is_string() || item.is(Node::Kind::number))) {
        words.push_back(item.text);
      }
    }
  }

  static std::string masked(string_view text) {
    return text::mask_secrets(text.substr(0, kMostShown));
  }

  // What follows an option for a secret, and what is set as one, is hidden as a whole.
  static std::string arguments(const std::vector<std::string>& words) {
    std::string out;
    bool secret = false;
    for (std::size_t i = 1; i < words.size() && out.size() < kMostShown; ++i) {
      if (!out.empty()) out += ' ';
      const string_view word = words[i];
      const std::string name = infra::snake(word.substr(0, word.find('=')));
      const bool names = one_of_words(name);
      const std::size_t equal = word.find('=');
      if (secret && !word.starts_with('-')) {
        out += "***";
      } else if (names && equal != word.npos) {
        out += std::string(word.substr(0, equal)) + "=***";
      } else {
        out += masked(word);
      }
      secret = names && equal == word.npos && word.starts_with('-');
    }
    return out;
  }

  static bool one_of_words(const std::string& name) {
    for (const string_view word : {"key", "token", "secret", "password", "passwd", "bearer",
                                   "credential", "authorization", "header"}) {
      if (name.find(word) != std::string::npos) return true;
    }
    return false;
  }

  void variables(const Node& node, std::vector<Attribute>& attributes) {
    std::string names;
    for (const Node& item : node.items) {
      string_view name = item.key;
      string_view value = item.text;
      if (name.empty()) {
        name = item.is_object() ? item.string("name") : string_view(item.text);
        value = {};
        name = name.substr(0, name.find('='));
      }
      if (name.empty() || names.size() > kMostShown) continue;
      if (!names.empty()) names += ' ';
      names += name;
      infra::put_variable(source_, name, value, {kSignal, item.line, name, Certainty::high});
    }
    if (!names.empty()) attributes.push_back(attribute("env", names));
  }

  // The package that npx, uvx and their like fetch and start.
  void package(const std::vector<std::string>& words, const Spot& where) {
    std::size_t i = 0;
    const auto word = [&](std::size_t at) {
      return at < words.size() ? string_view(words[at]) : string_view();
    };
    string_view name = base_name(word(0));
    if (one_of(name, {"cmd", "cmd.exe"}) && one_of(word(1), {"/c", "/C"})) {
      i = 2;
      name = base_name(word(i));
    }
    if (name.ends_with(".cmd") || name.ends_with(".exe")) name = name.substr(0, name.size() - 4);
    ++i;
    string_view type;
    if (one_of(name, {"npx", "bunx", "pnpx"})) {
      type = "npm";
    } else if (one_of(name, {"pnpm", "yarn", "npm", "bun"}) &&
               one_of(word(i), {"dlx", "exec", "x"})) {
      type = "npm";
      ++i;
    } else if (name == "uvx" || (name == "pipx" && word(i) == "run")) {
      type = "pypi";
      if (name == "pipx") ++i;
    } else if (name == "uv" && word(i) == "tool" && word(i + 1) == "run") {
      type = "pypi";
      i += 2;
    } else if (name == "uv" && word(i) == "run") {
      // Only --with names a package; what runs is a file or a command of one.
      for (; i < words.size(); ++i) {
        if (word(i) == "--with") return put_package("pypi", word(i + 1), where);
      }
      return;
    } else {
      return;
    }
    for (; i < words.size(); ++i) {
      if (one_of(word(i), {"-p", "--package", "--from", "--spec"})) {
        return put_package(type, word(i + 1), where);
      }
      if (one_of(word(i), {"--python", "--index-url", "--with", "--registry", "--index"})) {
        ++i;
        continue;
      }
      if (word(i).starts_with("--package=")) return put_package(type, word(i).substr(10), where);
      if (!word(i).starts_with('-')) return put_package(type, word(i), where);
    }
  }

  void put_package(string_view type, string_view spec, const Spot& where) {
    if (spec.empty() || spec.find("://") != spec.npos ||
        spec.find_first_of("{}$<> \\") != spec.npos || spec.starts_with('.') ||
        spec.starts_with('/') || spec.starts_with("git+") || spec.starts_with("github:") ||
        spec.size() > 214) {
      return;
    }
    std::vector<Attribute> attributes;
    std::string name(spec);
    std::string version;
    if (type == "npm") {
      const std::size_t at = spec.find('@', 1);
      name = spec.substr(0, at);
      if (at != spec.npos) version = spec.substr(at + 1);
    } else {
      const std::size_t end = spec.find_first_of("@=<>~![;");
      name = spec.substr(0, end);
      if (end != spec.npos) {
        const std::size_t start = spec.find_first_not_of("@=", end);
        if (start != spec.npos && (spec[end] == '@' || spec[end] == '='))
          version = spec.substr(start);
      }
      std::ranges::transform(name, name.begin(), [](char c) {
        return c == '_' || c == '.'   ? '-'
               : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                      : c;
      });
    }
    if (name.empty()) return;
    if (!version.empty()) {
      const bool exact =
          version.front() >= '0' && version.front() <= '9' && std::ranges::count(version, '.') >= 1;
      attributes.push_back(attribute(exact ? "version" : "constraint", version));
    }
    put(source_, ComponentKind::package, name, type, where, std::move(attributes));
  }

  SourceText& source_;
  text::Lines lines_;
  string_view client_;
};

}  // namespace

bool claims_mcp(string_view path, string_view) {
  return path.ends_with(".json") || path.ends_with(".jsonc") ||
         path_entry(path, kClients, scan::Catalog::embedded()).has_value();
}

void read_mcp(SourceText& source) {
  const auto entry = path_entry(source.path, kClients, source.report.catalog());
  const string_view text = source.text;
  if (!entry && text.find("mcpServers") == text.npos && text.find("mcp_config") == text.npos &&
      text.find("modelcontextprotocol") == text.npos) {
    return;
  }
  if (text.size() > kMostDocument) {
    source.report.note({record::NoteLevel::info, "limit:document", 0, 0,
                        "larger than a configuration file; not read"});
    return;
  }
  infra::put_secrets(source, kSignal);
  const string_view client = entry ? entry->substr(0, entry->find(' ')) : string_view();
  Mcp mcp(source, client);
  const auto read = [&](const Node& document) {
    mcp.search(document, 0);
    mcp.manifest(document);
    if (!entry) return;
    settings::put_agent(source, document);
    const string_view place = entry->substr(entry->find(' ') + 1);
    if (!one_of(place, {"mcpServers", "mcp_servers", "context_servers", "amp.mcpServers"})) {
      mcp.at(document, place);
    }
  };
  if (source.path.ends_with(".yaml") || source.path.ends_with(".yml")) {
    const auto documents = text::parse_yaml(text, source.budget);
    if (documents) {
      for (const Node& document : *documents) read(document);
    }
  } else {
    const auto document = source.path.ends_with(".toml") ? text::parse_toml(text, source.budget)
                                                         : text::parse_jsonc(text, source.budget);
    if (document) read(*document);
  }
}

}  // namespace bartizan::use::agents
