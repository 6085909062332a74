// What agents' tools may do, as clients of MCP and agents' own settings state it.
#include <algorithm>
#include <initializer_list>
#include <string>

#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::settings {
namespace {

using std::string_view;
using text::Node;

constexpr string_view kYes = "yes", kNo = "no";
constexpr string_view kAgents = "settings-agents";
constexpr int kMostDepth = 8;

std::string lower(string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool is_all(const Node& list) {
  return std::ranges::any_of(list.items, [](const Node& item) { return item.text == "*"; });
}

// Options that take a server's power away.
bool bounds_itself(string_view argument) {
  const std::string option = lower(argument.substr(0, argument.find('=')));
  for (const string_view word : {"--read-only", "--readonly", "--read_only", "--allowed-tools",
                                 "--enabled-tools", "--allowed-directories", "--no-write"}) {
    if (option == word) return true;
  }
  return false;
}

// What is refused or asked about as a whole is not allowed, whatever "allow" says: deny comes
// first, then ask, then allow (code.claude.com, "Configure permissions").
bool is_taken_back(const Node& permissions, string_view rule) {
  const auto whole = [](string_view text) {
    std::string tool = lower(text);
    if (tool.ends_with("(*)")) tool.resize(tool.size() - 3);
    return tool;
  };
  return std::ranges::any_of(std::initializer_list<string_view>{"deny", "ask"}, [&](auto key) {
    const Node* list = permissions.find(key);
    return list != nullptr && std::ranges::any_of(list->items, [&](const Node& item) {
             return item.text == "*" || whole(item.text) == whole(rule);
           });
  });
}

}  // namespace

void put_server(SourceText& source, string_view name, const Node& server) {
  const std::string who = "MCP server " + std::string(name.substr(0, 80));
  if (const Node* off = server.find("disabled"); off != nullptr && off->text == "true") return;
  for (const string_view key : {"alwaysAllow", "autoApprove", "always_allow"}) {
    const Node* list = server.find(key);
    if (list == nullptr || !list->is_array() || !is_all(*list)) continue;
    return source.report.setting(
        kTools, kNo, list->line,
        who + " may use every tool without a question: " + std::string(key));
  }
  if (const Node* trust = server.find("trust"); trust != nullptr && trust->text == "true") {
    return source.report.setting(kTools, kNo, trust->line,
                                 who + " may use every tool without a question: trust");
  }
  for (const string_view key : {"includeTools", "enabled_tools", "enabledTools", "allowedTools",
                                "allowed_tools", "tools"}) {
    const Node* list = server.find(key);
    if (list == nullptr || !list->is_array() || is_all(*list)) continue;
    return source.report.setting(
        kTools, kYes, list->line,
        who + " offers the tools that are listed only: " + std::string(key));
  }
  for (const string_view key : {"args", "command"}) {
    const Node* words = server.find(key);
    if (words == nullptr) continue;
    for (const Node& word : words->items) {
      if (!bounds_itself(word.text)) continue;
      return source.report.setting(
          kTools, kYes, word.line,
          who + " is started with " + word.text.substr(0, word.text.find('=')));
    }
  }
  source.report.setting(kTools, "unknown", server.line,
                        "of " + who +
                            " is not stated which tools it may offer: list them where the client "
                            "can, or start it read-only");
}

// Keys at any depth whose value says it all; lists of agents have the same at several places.
void put_agent(SourceText& source, const Node& document) {
  const auto walk = [&](const auto& self, const Node& node, const Node& around, int depth) -> void {
    if (depth > kMostDepth || !source.budget.charge_steps(1)) return;
    for (const Node& item : node.items) {
      if (item.is_object() || item.is_array()) {
        self(self, item, node, depth + 1);
        continue;
      }
      const std::string key = node.is_array() ? around.key + "." + node.key : item.key;
      if (key.empty() || key.size() > 80 || item.text.size() > 80) continue;
      const auto said = source.report.catalog().list(kAgents, key + "=" + lower(item.text));
      if (!said || (node.is_array() && is_taken_back(around, item.text))) continue;
      const std::size_t blank = said->find(' ');
      if (blank == said->npos) continue;
      source.report.setting(kTools, said->substr(0, blank), item.line,
                            std::string(said->substr(blank + 1)) + ": " + key + " = " + item.text);
    }
  };
  walk(walk, document, document, 0);
}

}  // namespace bartizan::use::settings
