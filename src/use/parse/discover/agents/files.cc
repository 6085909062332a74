#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/path.h"
#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/agents/agents.h"
#include "use/parse/discover/agents/path_list.h"
#include "use/parse/discover/infra/config.h"

namespace bartizan::use::agents {
namespace {

using infra::attribute;
using infra::put;
using infra::Spot;
using std::string_view;
using text::Node;

constexpr string_view kFiles = "discovery-agent-files";
constexpr string_view kSignal = "agent-file";

bool one_of(string_view text, std::initializer_list<string_view> names) {
  return std::ranges::find(names, text) != names.end();
}

bool has_part(string_view path, string_view part) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (slash == path.npos) return false;  // the last is the file
    if (path.substr(0, slash) == part) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

// docs/discovery.md: *.prompt, and texts in a folder of that name.
bool is_prompt_file(string_view path) {
  const std::string low = lower_path(path);
  const std::size_t slash = low.rfind('/');
  const string_view name =
      slash == low.npos ? string_view(low) : string_view(low).substr(slash + 1);
  for (const string_view end :
       {".prompt", ".prompty", ".prompt.md", ".prompt.yml", ".prompt.yaml", ".prompt.txt"}) {
    if (name.ends_with(end) && name.size() > end.size()) return true;
  }
  if (!has_part(low, "prompts")) return false;
  // What explains the folder is no prompt, nor is documentation about prompts.
  if (one_of(name, {"readme.md", "changelog.md", "license.txt", "license.md", "requirements.txt",
                    "index.md", "contributing.md"}) ||
      has_part(low, "docs") || has_part(low, "doc") || has_part(low, "node_modules")) {
    return false;
  }
  for (const string_view end : {".md", ".txt", ".yaml", ".yml", ".jinja", ".jinja2", ".j2",
                                ".mustache", ".hbs", ".mdx", ".tmpl", ".tpl"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

// "name" of a file without its endings.
std::string stem(string_view path) {
  const string_view name = base::last_part(path);
  return std::string(name.substr(0, name.find('.', 1)));
}

std::string folder(string_view path) {
  return std::string(base::last_part(base::folder_of(path)));
}

class AgentFile {
 public:
  explicit AgentFile(SourceText& source) : source_(source) {
    const string_view front = text::front_matter(source.text);
    if (front.empty()) return;
    auto documents = text::parse_yaml(front, source.budget);
    if (documents && !documents->empty() && documents->front().is_object()) {
      front_ = std::move(documents->front());
    } else {
      loose(front);
    }
  }

  void prompt(string_view client) {
    std::vector<Attribute> attributes;
    if (!client.empty() && client != "generic") attributes.push_back(attribute("client", client));
    put(source_, ComponentKind::prompt, source_.path, {}, {kSignal, 0, {}, Certainty::high},
        std::move(attributes));
    model({});
  }

  void agent(string_view client) {
    const Node* name = front_.find("name");
    std::vector<Attribute> attributes{attribute("client", client)};
    if (const std::string tools = list("tools"); !tools.empty()) {
      attributes.push_back(attribute("tools", tools));
    }
    put(source_, ComponentKind::agent,
        name != nullptr && name->is_string() ? name->text : stem(source_.path), client, at(name),
        std::move(attributes));
    model(client == "claude-code" ? "anthropic" : "");
  }

  void skill() {
    const Node* name = front_.find("name");
    std::string called = name != nullptr ? name->text : folder(source_.path);
    if (called.empty()) called = "SKILL.md";
    std::vector<Attribute> attributes;
    if (const std::string tools = list("allowed-tools"); !tools.empty()) {
      attributes.push_back(attribute("tools", tools));
    }
    put(source_, ComponentKind::skill, called, {}, at(name), std::move(attributes));
    model({});
  }

 private:
  Spot at(const Node* node) {
    if (node == nullptr) return {kSignal, 0, {}, Certainty::high};
    evidence_ = node->key + ": " + node->text;
    return {kSignal, node->line, evidence_, Certainty::high};
  }

  // Aliases such as "sonnet" and "inherit" are no model's id.
  void model(string_view hint) {
    const Node* name = front_.find("model");
    if (name == nullptr) return;
    if (name->is_string()) {
      infra::put_model(source_, name->text, hint, infra::Place::maybe, at(name));
    } else {
      infra::Config(source_, kSignal, false).walk(*name);
    }
  }

  std::string list(string_view key) const {
    const Node* node = front_.find(key);
    if (node == nullptr) return {};
    std::string out = node->text;
    for (const Node& item : node->items) {
      if (!out.empty()) out += ", ";
      out += item.text;
      if (out.size() > 500) break;
    }
    return out;
  }

  // Front matter that is no YAML (a description with ": " in it): its plain lines.
  void loose(string_view front) {
    front_.kind = Node::Kind::object;
    std::uint32_t number = 0;
    while (!front.empty() && front_.items.size() < 100) {
      const string_view line = front.substr(0, front.find('\n'));
      front.remove_prefix(std::min(front.size(), line.size() + 1));
      ++number;
      const std::size_t colon = line.find(": ");
      if (colon == line.npos || colon == 0 || line.front() == ' ' || line.front() == '#') continue;
      Node node;
      node.kind = Node::Kind::string;
      node.key = line.substr(0, colon);
      node.text = text::trim(line.substr(colon + 2));
      if (node.text.size() >= 2 && (node.text[0] == '"' || node.text[0] == '\'') &&
          node.text.back() == node.text[0]) {
        node.text = node.text.substr(1, node.text.size() - 2);
      }
      node.line = number;
      front_.items.push_back(std::move(node));
    }
  }

  SourceText& source_;
  Node front_;
  std::string evidence_;
};

// A2A: who the agent is and where it answers.
void card(SourceText& source) {
  const auto document = text::parse_jsonc(source.text, source.budget);
  if (!document || !document->is_object()) return;
  const Node* name = document->find("name");
  // Other things are called agent.json, too.
  if (name == nullptr || !name->is_string() ||
      (document->find("skills") == nullptr && document->find("capabilities") == nullptr)) {
    return;
  }
  std::vector<Attribute> attributes{attribute("version", document->string("version"))};
  if (const string_view url = document->string("url"); !url.empty()) {
    attributes.push_back(attribute("url", url));
  }
  put(source, ComponentKind::agent, name->text, {},
      {"agent-card", name->line, name->text, Certainty::high}, std::move(attributes));
}

void plugin(SourceText& source) {
  const auto document = text::parse_jsonc(source.text, source.budget);
  if (!document) return;
  const Node* name = document->find("name_for_model");
  if (name == nullptr || !name->is_string()) return;
  std::vector<Attribute> attributes;
  if (const Node* url = document->at({"api", "url"}); url != nullptr) {
    attributes.push_back(attribute("url", url->text));
  }
  put(source, ComponentKind::tool, name->text, {},
      {"ai-plugin", name->line, name->text, Certainty::high}, std::move(attributes));
}

// "CLAUDE.md" and "AGENTS.md" are read under no other spelling; "gemini.md" is about Gemini.
std::optional<string_view> entry_of(string_view path, const scan::Catalog& catalog) {
  const auto entry = path_entry(path, kFiles, catalog);
  if (!entry || path.ends_with("README.md")) return std::nullopt;
  const std::size_t slash = path.rfind('/');
  const string_view name = slash == path.npos ? path : path.substr(slash + 1);
  if (catalog.list(kFiles, lower_path(name)) != entry || !name.ends_with(".md") ||
      name.find('-') != name.npos) {
    return entry;
  }
  const bool capitals = std::ranges::none_of(name.substr(0, name.find('.')),
                                             [](char c) { return c >= 'a' && c <= 'z'; });
  return capitals ? entry : std::nullopt;
}

}  // namespace

bool claims_agent_file(string_view path, string_view) {
  return entry_of(path, scan::Catalog::embedded()).has_value() || is_prompt_file(path);
}

void read_agent_file(SourceText& source) {
  const auto entry = entry_of(source.path, source.report.catalog());
  if (!entry) return AgentFile(source).prompt({});
  const string_view what = entry->substr(0, entry->find(' '));
  const string_view client = entry->substr(entry->find(' ') + 1);
  if (what == "card") return card(source);
  if (what == "plugin") return plugin(source);
  if (what == "agent") return AgentFile(source).agent(client);
  if (what == "skill") return AgentFile(source).skill();
  AgentFile(source).prompt(client);  // instructions, rules, commands
}

}  // namespace bartizan::use::agents
