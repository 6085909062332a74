// Which documents of YAML, JSON, TOML and INI are read, and as what.
#include <algorithm>
#include <array>
#include <string>

#include "text/lines.h"
#include "use/parse/discover/infra/config.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/infra/texts.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;
using text::Node;

// What people write by hand is smaller; more is data.
constexpr std::size_t kMostDocument = std::size_t{4} << 20;

bool is_yaml(string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }
bool is_json(string_view name) {
  return name.ends_with(".json") || name.ends_with(".jsonc") || name.ends_with(".json5") ||
         name == "OAI_CONFIG_LIST" || name.starts_with("OAI_CONFIG_LIST");
}

// Manifests, lock files, files of models and of compilers: others read them, or nobody has to.
bool is_other(string_view name) {
  static constexpr std::array<string_view, 34> kOthers{"package.json",
                                                       "package-lock.json",
                                                       "npm-shrinkwrap.json",
                                                       "tsconfig.json",
                                                       "jsconfig.json",
                                                       "composer.json",
                                                       "composer.lock",
                                                       "tokenizer.json",
                                                       "vocab.json",
                                                       "tokenizer_config.json",
                                                       "special_tokens_map.json",
                                                       "added_tokens.json",
                                                       "generation_config.json",
                                                       "preprocessor_config.json",
                                                       "pnpm-lock.yaml",
                                                       "yarn.lock",
                                                       "environment.yml",
                                                       "environment.yaml",
                                                       "pyproject.toml",
                                                       "Cargo.toml",
                                                       "deno.lock",
                                                       "renovate.json",
                                                       "angular.json",
                                                       "turbo.json",
                                                       "nx.json",
                                                       "lerna.json",
                                                       ".eslintrc.json",
                                                       "biome.json",
                                                       "conda.yaml",
                                                       "pubspec.yaml",
                                                       "pubspec.lock",
                                                       "packages.lock.json",
                                                       "project.assets.json",
                                                       "uv.lock"};
  return std::ranges::find(kOthers, name) != kOthers.end() || name.starts_with("tsconfig.") ||
         name.ends_with(".index.json") || name.ends_with(".lock.json") ||
         name.ends_with(".min.json") || name.ends_with(".map.json");
}

bool has_part(string_view path, string_view folder) {
  const std::size_t at = path.find(folder);
  return at != path.npos && (at == 0 || path[at - 1] == '/');
}

string_view signal_of(string_view path, string_view name, string_view text) {
  if (has_part(path, ".github/workflows/") || name == "action.yml" || name == "action.yaml" ||
      has_part(path, ".github/actions/")) {
    return "github-actions";
  }
  if (one_of(name, {".gitlab-ci.yml", ".gitlab-ci.yaml", "azure-pipelines.yml",
                    "bitbucket-pipelines.yml", "cloudbuild.yaml", "cloudbuild.yml", ".travis.yml",
                    "buildspec.yml", ".drone.yml", "Jenkinsfile", "codefresh.yml"}) ||
      has_part(path, ".circleci/") || has_part(path, ".buildkite/") || has_part(path, ".gitlab/")) {
    return "ci";
  }
  if (name.find("compose") != name.npos && is_yaml(name)) return "compose";
  const bool chart = has_part(path, "templates/") && text.find("{{") != text.npos;
  if (is_yaml(name) && (chart || name.starts_with("values") || name == "Chart.yaml")) return "helm";
  return "config";
}

// Nothing of interest can be in a document without one of these; most documents are without.
bool is_worth_reading(string_view text) {
  for (const string_view word :
       {"model",    "Model",    "MODEL",   "llm",      "LLM",        "image",      "uses:",
        "run:",     "_API_KEY", "_TOKEN",  "base_url", "baseUrl",    "api_base",   "apiBase",
        "endpoint", "://",      "hf:",     "script",   "graphs",     "backstory",  "providers",
        "embed",    "gpu",      "command", "engine",   "deployment", "apiVersion", "dataset",
        "services"}) {
    if (text.find(word) != text.npos) return true;
  }
  return false;
}

bool is_ai_file(string_view path, string_view name) {
  for (const string_view word :
       {"litellm", "promptfoo", "librechat", "aider", "langgraph", "OAI_CONFIG", "ollama", "openai",
        "anthropic", "vllm", "llama", "agent", "crew", "llm", "chatbot", "gptme", "aichat",
        "guardrails"}) {
    for (std::size_t at = name.find(word); at != name.npos; at = name.find(word, at + 1)) {
      // A word of its own: "agents.yaml", not "reagent.json".
      if (at == 0 || string_view("._-").find(name[at - 1]) != string_view::npos) return true;
    }
  }
  return has_part(path, ".continue/") || has_part(path, ".config/goose/");
}

void one(Config& config, const Node& document) {
  if (document.is_object()) {
    settings::put_compose(config.source(), document);
    settings::put_pods(config.source(), document);
    settings::put_gateway(config.source(), document);
    put_kubernetes(config, document);
    const Framework framework = put_framework(config, document);
    if (!framework.walk) {
      // The rest of the document, without the list of models.
      for (const Node& item : document.items) {
        if (item.key != "model_list" && item.is_object()) config.walk(item);
      }
      return;
    }
  }
  config.walk(document);
}

// What cannot be read as a tree is read as lines: "key: value" means the same there.
void loose_lines(SourceText& source, string_view signal) {
  std::string name;
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < source.text.size();) {
    const std::size_t end = std::min(source.text.find('\n', at), source.text.size());
    string_view line = text::trim(source.text.substr(at, end - at));
    at = end + 1;
    ++number;
    if (!source.budget.charge_steps(line.size() + 1)) return;
    const Spot spot{signal, number, line, Certainty::medium};
    while (line.starts_with("- ")) line = text::trim(line.substr(2));
    const std::size_t colon = line.find(": ");
    if (line.starts_with('#') || colon == line.npos || colon == 0) continue;
    string_view key = line.substr(0, colon);
    if (key.size() > 2 && key.front() == '"' && key.back() == '"') {
      key = key.substr(1, key.size() - 2);
    }
    string_view value = text::trim(line.substr(colon + 2));
    if (value.ends_with(',')) value.remove_suffix(1);
    if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
      value = value.substr(1, value.find(value.front(), 1) - 1);
    } else {
      value = text::trim(value.substr(0, value.find(" #")));
    }
    if (key == "image") {
      put_image(source, value, spot);
    } else if (key == "uses") {
      put_action(source, value, spot);
    } else if (key == "name") {
      name = value;
      put_variable(source, name, {}, spot);
    } else if (key == "value") {
      put_variable(source, name, value, spot);
    } else {
      put_setting(source, key, value, true, spot);
    }
  }
}

void malformed(SourceText& source, string_view signal, const base::Error& error) {
  loose_lines(source, signal);
  source.report.note({record::NoteLevel::info, "malformed", 0, 0,
                      std::string("read line by line: ") + std::string(error.what)});
}

}  // namespace

bool claims_config(string_view path, string_view) {
  const string_view name = base::last_part(path);
  if (is_other(name)) return false;
  return is_yaml(name) || is_json(name) || name.ends_with(".toml");
}

void read_config(SourceText& source) {
  const string_view name = source.file_name();
  if (!is_worth_reading(source.text)) return;
  if (source.text.size() > kMostDocument) {
    source.report.note({record::NoteLevel::info, "limit:document", 0, 0,
                        "larger than a configuration file; not read"});
    return;
  }
  const string_view signal = signal_of(source.path, name, source.text);
  put_secrets(source, signal);
  Config config(source, signal, !is_ai_file(source.path, name));
  if (is_yaml(name)) {
    const auto documents = text::parse_yaml(source.text, source.budget);
    if (!documents) return malformed(source, signal, documents.error());
    for (const Node& document : *documents) one(config, document);
    return;
  }
  const auto document = name.ends_with(".toml") ? text::parse_toml(source.text, source.budget)
                                                : text::parse_jsonc(source.text, source.budget);
  if (!document) return malformed(source, signal, document.error());
  one(config, *document);
}

bool claims_ini(string_view path, string_view) {
  const string_view name = base::last_part(path);
  return name.ends_with(".ini") || name.ends_with(".cfg") || name.ends_with(".conf") ||
         name.ends_with(".properties");
}

void read_ini(SourceText& source) {
  if (source.file_name() == "setup.cfg" || source.file_name() == "tox.ini") return;
  put_secrets(source, "config");
  std::uint32_t number = 0;
  string_view rest = source.text;
  while (!rest.empty()) {
    const string_view line = text::trim(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(std::min(rest.size(), std::min(rest.find('\n'), rest.size() - 1) + 1));
    ++number;
    if (!source.budget.charge_steps(line.size() + 1)) return;
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') continue;
    const Spot spot{"config", number, line, Certainty::high};
    // nginx: "proxy_pass https://api.openai.com;"
    if (line.starts_with("proxy_pass ") || line.starts_with("server ")) {
      put_endpoints(source, line, spot);
      continue;
    }
    const std::size_t equal = line.find_first_of("=:");
    if (equal == line.npos || equal == 0) continue;
    string_view value = text::trim(line.substr(equal + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) {
      value = value.substr(1, value.find(value.front(), 1) - 1);
    }
    const string_view key = text::trim(line.substr(0, equal));
    // "spring.ai.openai.chat.options.model": the last word of a path says what it is.
    const std::size_t dot = key.rfind('.');
    put_setting(source, dot == key.npos ? key : key.substr(dot + 1), value, true, spot);
  }
}

}  // namespace bartizan::use::infra
