// Documents of AI frameworks and tools that say more than a setting does.
#include <algorithm>
#include <array>
#include <string>

#include "use/parse/discover/infra/config.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;
using text::Node;

// promptfoo: "openai:chat:gpt-4o", "anthropic:messages:claude-...", {id: ..., config: ...}.
void promptfoo(Config& config, const Node& providers) {
  for (const Node& item : providers.items) {
    const Node* id = item.is_object() ? item.find("id") : &item;
    if (id == nullptr || !id->is_string()) continue;
    const string_view text = id->text;
    const std::size_t first = text.find(':');
    const std::size_t last = text.rfind(':');
    if (first == text.npos || text.find("//") != text.npos || text.find(".py") != text.npos ||
        text.find(".js") != text.npos) {
      continue;
    }
    const string_view service = text.substr(0, first);
    string_view model = text.substr(last + 1);
    // A tag or revision after the name ("ollama:chat:llama3.2:3b", "bedrock:anthropic.x-v1:0").
    const bool tag = last != first && model.find_first_not_of("0123456789.bqk_-KQ") == model.npos;
    if (tag || service == "ollama" || service == "bedrock") {
      const std::size_t before = text.rfind(':', last - 1);
      if (tag && before != text.npos) model = text.substr(before + 1);
    }
    const string_view hint = service == "bedrock" ? string_view("amazon-bedrock") : service;
    put_model(config.source(), model, hint, Place::model, config.spot(*id));
  }
}

void crew(Config& config, const Node& document) {
  for (const Node& item : document.items) {
    if (!item.is_object() || item.find("role") == nullptr || item.find("goal") == nullptr) continue;
    put(config.source(), ComponentKind::agent, item.key, "crewai", config.spot(item));
  }
}

bool is_crew(const Node& document) {
  return std::ranges::any_of(document.items, [](const Node& item) {
    return item.is_object() && item.find("role") != nullptr && item.find("goal") != nullptr &&
           item.find("backstory") != nullptr;
  });
}

constexpr string_view kLangchainNodes = "@n8n/n8n-nodes-langchain.";

bool is_n8n(const Node& document) {
  const Node* nodes = document.find("nodes");
  return nodes != nullptr && nodes->is_array() && document.find("connections") != nullptr &&
         std::ranges::any_of(nodes->items, [](const Node& node) {
           const string_view type = node.string("type");
           return type.starts_with("n8n-nodes-base.") || type.starts_with("@n8n/");
         });
}

void n8n(Config& config, const Node& document) {
  for (const Node& node : document.find("nodes")->items) {
    string_view type = node.string("type");
    if (!type.starts_with(kLangchainNodes)) continue;
    type.remove_prefix(kLangchainNodes.size());
    const Node* at = node.find("type");
    const string_view name = node.string("name");
    const Spot spot = config.spot(*at);
    constexpr string_view kPackage = "@n8n/n8n-nodes-langchain";
    if (type == "agent") {
      put(config.source(), ComponentKind::agent, name, kPackage, spot);
    } else if (type == "mcpTrigger") {
      put(config.source(), ComponentKind::mcp_server, name, {}, spot);
    } else if (type.starts_with("vectorStore")) {
      put(config.source(), ComponentKind::vector_store, type, kPackage, spot);
    } else if (type.starts_with("tool")) {
      put(config.source(), ComponentKind::tool, name, kPackage, spot);
    }
  }
}

// litellm: the alias that callers use is no model; what it stands for is.
void litellm(Config& config, const Node& list) {
  for (const Node& item : list.items) {
    const Node* params = item.find("litellm_params");
    if (params == nullptr) continue;
    const Node* model = params->find("model");
    if (model != nullptr && model->is_string() && model->text.find('*') == std::string::npos) {
      std::vector<Attribute> attributes;
      if (const string_view base = params->string("api_base");
          !base.empty() && !has_expansion(base)) {
        attributes.push_back(attribute("base-url", base));
      }
      put_model(config.source(), model->text, {}, Place::model, config.spot(*model),
                std::move(attributes));
    }
    for (const Node& param : params->items) {
      if (param.key != "model" && param.is_string()) config.walk(param);
    }
    for (const string_view key : {"api_base", "base_url"}) {
      const Node* base = params->find(key);
      if (base != nullptr && base->is_string()) {
        put_setting(config.source(), key, base->text, false, config.spot(*base));
      }
    }
  }
}

}  // namespace

Framework put_framework(Config& config, const Node& document) {
  const string_view file = config.source().file_name();
  if (const Node* list = document.find("model_list"); list != nullptr && list->is_array()) {
    litellm(config, *list);
    return {"litellm", false};
  }
  const Node* providers = document.find("providers");
  if (providers != nullptr && providers->is_array() &&
      (document.find("prompts") != nullptr || file.starts_with("promptfoo"))) {
    promptfoo(config, *providers);
    return {"promptfoo", true};
  }
  if ((file.ends_with(".yaml") || file.ends_with(".yml")) && is_crew(document)) {
    crew(config, document);
    return {"crewai", true};
  }
  if (const Node* graphs = document.find("graphs");
      graphs != nullptr && graphs->is_object() && file == "langgraph.json") {
    for (const Node& graph : graphs->items) {
      put(config.source(), ComponentKind::agent, graph.key, "langgraph", config.spot(graph));
    }
    return {"langgraph", true};
  }
  if (is_n8n(document)) {
    n8n(config, document);
    return {"n8n", true};
  }
  return {};
}

}  // namespace bartizan::use::infra
