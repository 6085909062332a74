#include "use/parse/discover/infra/put.h"

#include <doctest/doctest.h>

#include "use/parse/discover/agents/path_list.h"
#include "use/parse/discover/infra/shell_words.h"

namespace {

using namespace bartizan::use;
using namespace bartizan::use::infra;
using bartizan::scan::Catalog;

TEST_CASE("names in any case become one") {
  CHECK(snake("modelName") == "model_name");
  CHECK(snake("MODEL-NAME") == "model_name");
  CHECK(snake("apiBaseURL") == "api_base_url");
  CHECK(snake("baseURL") == "base_url");
  CHECK(snake("openai.apiBase") == "openai_api_base");
  CHECK(snake("gpt4Model") == "gpt4_model");
  CHECK(snake("") == "");
}

TEST_CASE("what an expansion falls back to") {
  CHECK(fallback("plain") == "plain");
  CHECK(fallback("${MODEL:-gpt-4o}") == "gpt-4o");
  CHECK(fallback("${MODEL-'gpt-4o'}") == "gpt-4o");
  CHECK(fallback("${MODEL:=gpt-4o}") == "gpt-4o");
  CHECK(fallback("${A:-${B:-gpt-4o}}") == "gpt-4o");
  CHECK(fallback("${A:-$B}") == "");
  CHECK(fallback("${MODEL}") == "");
  CHECK(fallback("$MODEL") == "");
  CHECK(fallback("{{ .Values.model }}") == "");
  CHECK(fallback("${MODEL:?needed}") == "");
}

TEST_CASE("variables that hold a key, with what applications put before them") {
  const Catalog& catalog = Catalog::embedded();
  CHECK(credential_of("OPENAI_API_KEY", catalog) == "openai");
  CHECK(credential_of("VITE_OPENAI_API_KEY", catalog) == "openai");
  CHECK(credential_of("MY_APP_ANTHROPIC_API_KEY", catalog) == "anthropic");
  CHECK(credential_of("LLM_API_KEY", catalog) == "generic");
  for (const auto* name : {"SECRET_KEY", "GITHUB_TOKEN", "API_KEY", "OPENAI_MODEL", "", "_TOKEN",
                           "AWS_SECRET_ACCESS_KEY", "SSH_KEY"}) {
    INFO(name);
    CHECK(credential_of(name, catalog) == "");
  }
}

std::string words(std::string_view script) {
  std::string out;
  shell_words(
      script, 1,
      [&](std::vector<Word>&& command) {
        out += '(';
        for (const Word& word : command) out += word.text + "@" + std::to_string(word.line) + " ";
        out.back() = ')';
      },
      [&](std::string_view line, std::uint32_t number) {
        out += "<" + std::string(line) + "@" + std::to_string(number) + ">";
      });
  return out;
}

TEST_CASE("words by the shell's rules, with their lines") {
  CHECK(words("a 'b c' \"d $e\" f\\ g") == "(a@1 b c@1 d $e@1 f g@1)");
  CHECK(words("a \\\n  b # c\nd;e&&f|g") == "(a@1 b@2)(d@3)(e@3)(f@3)(g@3)");
  CHECK(words("a#b ${c:-d e}") == "(a#b@1 ${c:-d e}@1)");
  CHECK(words("cat <<'X' > f\none\ntwo\nX\nend") == "(cat@1 f@1)<one@2><two@3>(end@5)");
  CHECK(words("a 'not closed\nb") == "(a@1 not closed\nb@1)");
  CHECK(words("a \\\n# remark\n  b") == "(a@1 b@3)");
  CHECK(words("") == "");
}

TEST_CASE("the end of a path finds its entry") {
  const Catalog& catalog = Catalog::embedded();
  const auto client = [&](std::string_view path) {
    const auto found = agents::path_entry(path, "discovery-mcp-clients", catalog);
    return found ? *found : std::string_view();
  };
  CHECK(client("home/x/.cursor/mcp.json") == "cursor mcpServers");
  CHECK(client("mcp.json") == "generic mcpServers");
  CHECK(client("x/Claude_Desktop_Config.json") == "claude-desktop mcpServers");
  CHECK(client(".vscode/settings.json") == "vscode mcp.servers");
  CHECK(client("settings.json") == "");
  CHECK(client("x.cursor/mcp.json") == "generic mcpServers");
  CHECK(client(".continue/mcpServers/a.yaml") == "continue mcpServers");
  const auto file = [&](std::string_view path) {
    const auto found = agents::path_entry(path, "discovery-agent-files", catalog);
    return found ? *found : std::string_view();
  };
  CHECK(file("a/.cursor/rules/deep/er/x.mdc") == "prompt cursor");
  CHECK(file(".cursor/rules/x.mdc") == "prompt cursor");
  CHECK(file(".claude/agents/team/x.md") == "agent claude-code");
  CHECK(file("agents/x.md") == "");
  CHECK(file("") == "");
}

}  // namespace
