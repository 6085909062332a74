// Any bytes under any name that the readers of infrastructure and agents claim: rows are whole and
// have names, the same bytes give the same rows, memory is given back.
#include <string>
#include <vector>

#include "text/decode.h"
#include "use/parse/discover/agents/agents.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/rows.h"
#include "use/parse/discover/settings/settings.h"

namespace {

using namespace bartizan;

// One for each kind of file; the first byte chooses.
constexpr std::string_view kPaths[] = {"Dockerfile",         "run.sh",
                                       "Makefile",           ".env",
                                       "llm.service",        "main.tf",
                                       "compose.yaml",       ".github/workflows/ci.yml",
                                       "values.yaml",        "chart/templates/x.yaml",
                                       "litellm.yaml",       "settings.json",
                                       "app.toml",           "app.properties",
                                       "start.ps1",          ".mcp.json",
                                       ".codex/config.toml", ".continue/config.yaml",
                                       "SKILL.md",           ".claude/agents/a.md",
                                       "prompts/a.md",       ".well-known/agent.json",
                                       "ai-plugin.json",     "promptfooconfig.yaml",
                                       "agents.yaml",        "langgraph.json",
                                       "README.md",          "nginx.conf"};

constexpr use::SourceReader kReaders[] = {
    {"dockerfile", use::infra::claims_dockerfile, use::infra::read_dockerfile},
    {"shell", use::infra::claims_shell, use::infra::read_shell},
    {"env", use::infra::claims_env, use::infra::read_env},
    {"terraform", use::infra::claims_terraform, use::infra::read_terraform},
    {"config", use::infra::claims_config, use::infra::read_config},
    {"ini", use::infra::claims_ini, use::infra::read_ini},
    {"mcp", use::agents::claims_mcp, use::agents::read_mcp},
    {"agent-file", use::agents::claims_agent_file, use::agents::read_agent_file},
    {"card", use::agents::claims_card, use::agents::read_card},
    {"unit", use::settings::claims_unit, use::settings::read_unit},
    {"proxy", use::settings::claims_proxy, use::settings::read_proxy}};

class Rows final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::string all(kind);
    for (const std::string_view field : fields) {
      all += '\x1f';
      all += field;
    }
    rows.push_back(std::move(all));
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    if (kind == use::kSettingRow) {
      use::Setting setting;
      BZ_CHECK(use::read_setting(row, setting));
      BZ_CHECK(setting.why.size() <= record::kMostEvidence);
      BZ_CHECK(++settings <= use::kMostSettings);
    }
    if (kind != use::kDetectionRow) return true;
    record::Detection found;
    BZ_CHECK(use::read_detection(row, 0, found));
    BZ_CHECK(!found.name.empty());
    BZ_CHECK(found.evidence.size() <= record::kMostEvidence);
    return true;
  }
  std::vector<std::string> rows;
  std::size_t settings = 0;
};

std::vector<std::string> read(std::string_view path, std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  Rows rows;
  use::Report report(rows, scan::Catalog::embedded());
  use::SourceText source{path, text, budget, report};
  for (const use::SourceReader& reader : kReaders) {
    if (reader.claims(path, text.substr(0, 1024))) reader.read(source);
  }
  BZ_CHECK(budget.memory() == 0);
  return std::move(rows.rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view path = kPaths[data[0] % std::size(kPaths)];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Readers get text that is valid UTF-8.
  const std::string clean = text::decode(text).text;
  BZ_CHECK(read(path, clean) == read(path, clean));
  return 0;
}
