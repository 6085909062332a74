#include "use/parse/discover/infra/config.h"

#include <algorithm>
#include <array>
#include <span>

#include "use/parse/discover/infra/texts.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;
using text::Node;

// docs/discovery.md: more ids in one literal are a table of what could be used.
constexpr std::size_t kMostIds = 8;
constexpr std::size_t kMostLine = 400;
constexpr std::size_t kMostAsked = 4096;
constexpr int kMostDepth = 200;

bool is_scalar(const Node& node) {
  return node.is_string() || node.is(Node::Kind::number) || node.is(Node::Kind::boolean);
}

bool is_model_key(string_view key) {
  const std::string name = snake(key);
  return one_of(name, {"model", "models", "llm", "id", "name", "model_id", "model_name", "engine",
                       "embedding_model", "embed_model", "llm_model", "chat_model"}) ||
         name.ends_with("_model") || name.ends_with("_llm");
}

// Chooses what stands behind a name: {"default": X}, {"value": X} (n8n), {"name": X}.
constexpr std::array<string_view, 4> kChosen{"default", "value", "name", "id"};

}  // namespace

Spot Config::spot(const Node& node) const {
  // A document without line ends is no evidence as a whole.
  const string_view line = lines_.line(node.line);
  return {signal_, node.line, line.size() <= kMostLine ? line : string_view(node.text),
          Certainty::high};
}

void Config::walk(const Node& node) { any(node, {}, 0, false); }

void Config::any(const Node& node, string_view key, int depth, bool table) {
  if (depth > kMostDepth || !source_.budget.charge_steps(1)) return;
  table = table || is_table(node);
  if (node.is_object()) {
    object(node, key, depth, table);
  } else if (node.is_array()) {
    for (const Node& item : node.items) any(item, key, depth + 1, table);
  } else {
    scalar(node, key, table);
  }
}

bool Config::is_table(const Node& node) const {
  if (node.items.size() <= kMostIds) return false;
  const scan::Catalog& catalog = source_.report.catalog();
  std::size_t ids = 0;
  // What follows more children than a person writes says nothing new.
  for (const Node& item : std::span(node.items).first(std::min(node.items.size(), kMostAsked))) {
    bool id = item.is_string() && looks_like_model(item.text, catalog);
    if (!id && !item.key.empty()) id = looks_like_model(item.key, catalog);
    if (!id && item.is_object()) {
      id = std::ranges::any_of(item.items, [&](const Node& member) {
        return member.is_string() && is_model_key(member.key) &&
               looks_like_model(member.text, catalog);
      });
    }
    if (id && ++ids > kMostIds) return true;
  }
  return false;
}

void Config::object(const Node& node, string_view key, int depth, bool table) {
  // model: {default: gpt-4o, type: string}
  if (!table && is_model_key(key)) {
    for (const string_view chosen : kChosen) {
      const Node* value = node.find(chosen);
      if (value == nullptr) continue;
      if (value->is_string()) {
        put_setting(source_, key, value->text, strict_ || chosen == "name" || chosen == "id",
                    spot(*value));
      } else if (value->is_array()) {
        for (const Node& item : value->items) {
          if (item.is_string()) put_setting(source_, key, item.text, strict_, spot(item));
        }
      }
      break;
    }
  }
  // The charts of Ollama.
  if (key == "models") {
    for (const string_view list : {"pull", "run"}) {
      const Node* names = node.find(list);
      if (names == nullptr) continue;
      for (const Node& name : names->items) {
        if (name.is_string()) put_model(source_, name.text, "ollama", Place::model, spot(name));
      }
    }
  }
  container(node);
  for (const Node& member_node : node.items) member(member_node, depth, table);
}

void Config::member(const Node& node, int depth, bool table) {
  const string_view key = node.key;
  // agents/mcp.cc reads those.
  if (one_of(key, {"mcpServers", "mcp_servers", "context_servers", "amp.mcpServers"})) return;
  if (one_of(key, {"env", "environment", "variables", "extraEnv", "extraEnvVars", "envVars",
                   "environment_variables", "env_vars", "containerEnv", "remoteEnv",
                   "EnvironmentVariables", "env_variables"}) &&
      (node.is_object() || node.is_array())) {
    return environment(node);
  }
  if (one_of(key, {"run", "script", "before_script", "after_script", "commands", "cmds", "steps",
                   "shell", "postCreateCommand", "onCreateCommand", "postStartCommand", "bash",
                   "inlineScript"}) &&
      (node.is_string() ||
       (node.is_array() &&
        std::ranges::all_of(node.items, [](const Node& item) { return item.is_string(); })))) {
    return script(node);
  }
  // Handled with their container.
  if (one_of(key, {"image", "command", "args", "entrypoint"}) &&
      (node.is_string() || node.is_array())) {
    if (node.is_array()) {
      for (const Node& item : node.items) {
        if (item.is_object()) any(item, key, depth + 1, table);
      }
    }
    return;
  }
  // Replicate's cog.yaml, Beam, Modal and their like.
  if (one_of(key, {"python_packages", "pip_packages", "python_requirements"}) && node.is_array()) {
    for (const Node& item : node.items) {
      if (item.is_string()) put_pypi(source_, item.text, spot(item));
    }
    return;
  }
  if (key == "uses" && node.is_string()) {
    put_action(source_, node.text, spot(node));
    return;
  }
  if (one_of(key, {"limits", "requests"}) && node.is_object()) {
    for (const Node& item : node.items) {
      if (item.key.find('/') == std::string::npos || item.text == "0") continue;
      if (source_.report.catalog().list("discovery-kubernetes", item.key)) {
        put(source_, ComponentKind::resource, item.key, "kubernetes", spot(item));
      }
    }
    return;
  }
  any(node, key, depth + 1, table);
}

// image, command and args of one container, service or step.
void Config::container(const Node& node) {
  std::string image;
  const Node* at = node.find("image");
  if (at != nullptr && at->is_string()) {
    image = at->text;
  } else if (at != nullptr && at->is_object()) {
    const string_view repository = at->string("repository");
    const string_view registry = at->string("registry");
    if (!repository.empty()) {
      image = registry.empty() ? std::string(repository)
                               : std::string(registry) + "/" + std::string(repository);
      const Node* tag = at->find("tag");
      if (tag != nullptr && is_scalar(*tag) && !tag->text.empty()) image += ":" + tag->text;
    } else if (!at->string("name").empty()) {
      image = at->string("name");  // GitLab
    }
  }
  if (at == nullptr) at = node.find("container");  // of a workflow's job
  if (image.empty() && at != nullptr && at->key == "container" && at->is_string()) image = at->text;
  if (!image.empty()) {
    Spot place = spot(*at);
    bool changed = false;
    const std::string full = shell_.expand(image, changed);
    if (changed) place.certainty = Certainty::medium;
    put_image(source_, full, place);
  }
  std::vector<Word> words;
  for (const string_view key : {"entrypoint", "command", "args"}) {
    const Node* part = node.find(key);
    if (part == nullptr) continue;
    if (part->is_string()) {
      if (!words.empty()) continue;
      // Options alone are those of the image's own program.
      shell_.run(part->text, part->line, part->text.starts_with('-') ? image : std::string());
      continue;
    }
    for (const Node& item : part->items) {
      if (is_scalar(item)) words.push_back({item.text, item.line, true});
    }
  }
  if (words.empty()) return;
  shell_.run(words, image);
}

void Config::environment(const Node& node) {
  for (const Node& item : node.items) {
    if (node.is_object()) {
      if (item.is_object()) {
        // Helm and others: NAME: {value: x}, NAME: {valueFrom: ...}
        put_variable(source_, item.key, item.string("value"), spot(item));
      } else if (is_scalar(item) || item.is(Node::Kind::null)) {
        put_variable(source_, item.key, item.text, spot(item));
        put_variable_use(source_, item.text, spot(item));
      }
    } else if (item.is_string()) {
      const std::size_t equal = item.text.find('=');
      const string_view text = item.text;
      put_variable(source_, text.substr(0, equal),
                   equal == text.npos ? string_view() : text.substr(equal + 1), spot(item));
    } else if (item.is_object()) {
      const Node* value = item.find("value");
      const string_view name = item.string("name");
      put_variable(source_, name.empty() ? item.string("key") : name,
                   value != nullptr && is_scalar(*value) ? string_view(value->text) : string_view(),
                   spot(item));
    }
  }
}

void Config::script(const Node& node) {
  if (node.is_string()) {
    // A block's text starts on the line below its "|".
    const bool block = node.text.find('\n') != std::string::npos && signal_ != "config-json";
    shell_.run(node.text, node.line + (block ? 1 : 0));
    return;
  }
  for (const Node& item : node.items) {
    if (item.is_string()) shell_.run(item.text, item.line);
  }
}

void Config::scalar(const Node& node, string_view key, bool table) {
  // A document of JSON is as often what a run has left behind.
  if (is_scalar(node) && !table && !source_.path.ends_with(".json")) {
    settings::put_trust(source_, key, node.text, node.line);
  }
  if (!node.is_string()) return;
  string_view value = node.text;
  if (value.find("secrets.") != value.npos || value.find('$') != value.npos ||
      value.find("os.environ/") != value.npos || value.find("{env:") != value.npos) {
    for (const string_view mark : {"secrets.", "os.environ/", "{env:"}) {
      const std::size_t at = value.find(mark);
      if (at == value.npos) continue;
      const string_view rest = value.substr(at + mark.size());
      const std::string use = "$" + std::string(rest.substr(0, rest.find_first_of(" }|\"'")));
      put_variable_use(source_, use, spot(node));
    }
    if (value.find("${{") == value.npos) put_variable_use(source_, value, spot(node));
  }
  for (const string_view scheme : {"hf://", "huggingface://"}) {
    if (!value.starts_with(scheme)) continue;
    const string_view id = value.substr(scheme.size());
    if (id.starts_with("datasets/")) {
      put_dataset(source_, id.substr(9), Place::model, spot(node));
    } else {
      const std::size_t slash = id.find('/');
      const std::size_t end = slash == id.npos ? id.npos : id.find_first_of("/:@?", slash + 1);
      put_model(source_, id.substr(0, end), "huggingface", Place::model, spot(node));
    }
    return;
  }
  if (value.starts_with("ollama://")) {
    put_model(source_, value.substr(9), "ollama", Place::model, spot(node));
    return;
  }
  if (table) return;
  if (value.size() > 512 || value.find('\n') != value.npos) return;
  put_setting(source_, key, value, strict_, spot(node));
  if (value.find("huggingface.co/") != value.npos && value.find("/resolve/") != value.npos) {
    put_hub_urls(source_, value, spot(node));
  }
}

}  // namespace bartizan::use::infra
