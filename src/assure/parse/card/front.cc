// The front matter of cards and the configuration of models, by the names that their programs use.
#include <array>
#include <string>

#include "assure/parse/bom/vocabulary.h"
#include "assure/parse/card/put.h"

namespace bartizan::assure::card {
namespace {

using text::Node;

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

void licence(const Node& card, Put& put) {
  const Node* id = card.find("license");
  if (id == nullptr) return;
  const auto one = [&](const Node& node) {
    if (!node.is_string()) return;
    // "other" has its name beside it.
    if (node.text == "other" || node.text == "unknown") return;
    const std::string_view listed = bom::licence_id(node.text);
    put.attribute("licence", listed.empty() ? std::string_view(node.text) : listed, node.line);
  };
  one(*id);
  for (const Node& item : id->items) one(item);
  put.node("licence", card.find("license_name"));
  put.node("reference:license", card.find("license_link"));
}

// model-index: results, each with a task, a data set and metrics (Hub documentation, "Model
// Cards").
void results(const Node& card, Put& put) {
  constexpr std::size_t kMostMetrics = 128;
  const Node* index = card.find("model-index");
  if (index == nullptr) return;
  std::size_t count = 0;
  for (const Node& model : index->items) {
    const Node* list = model.find("results");
    if (list == nullptr) continue;
    for (const Node& result : list->items) {
      const Node* data = result.at({"dataset", "name"});
      const Node* metrics = result.find("metrics");
      if (metrics == nullptr) continue;
      if (const Node* task = result.at({"task", "type"})) put.node("task", task);
      for (const Node& metric : metrics->items) {
        const Node* value = metric.find("value");
        std::string_view type = metric.string("type");
        if (type.empty()) type = metric.string("name");
        if (value == nullptr || type.empty() || ++count > kMostMetrics) continue;
        std::string key = "metric:" + std::string(type);
        if (data != nullptr && !data->text.empty()) key += "@" + data->text;
        if (!value->is_array() && !value->is_object()) put.node(key, value);
      }
    }
  }
}

void emissions(const Node& card, Put& put) {
  const Node* node = card.find("co2_eq_emissions");
  if (node == nullptr) return;
  const Node* amount = node->is_object() ? node->find("emissions") : node;
  if (amount == nullptr || amount->text.empty()) return;
  // The Hub counts grams.
  put.attribute("co2:training", amount->text + " g", amount->line);
  if (node->is_object()) {
    put.node("training-information", node->find("training_type"));
    put.node("hardware", node->find("hardware_used"));
  }
}

// What the Hub's own tags say: "modality:text", "region:us", "arxiv:...", "dataset:...".
void tags(const Node& card, bool dataset, Put& put) {
  const Node* list = card.find("tags");
  if (list == nullptr) return;
  for (const Node& tag : list->items) {
    const std::string_view text = tag.text;
    if (text.starts_with("arxiv:")) {
      put.attribute("reference:documentation", "https://arxiv.org/abs/" + tag.text.substr(6),
                    tag.line);
    } else if (text.starts_with("doi:")) {
      put.attribute("doi", text.substr(4), tag.line);
    } else if (dataset && text.starts_with("modality:")) {
      put.attribute("dataset-type", text.substr(9), tag.line);
    } else if (text.starts_with("dataset:")) {
      put.attribute("training-data", text.substr(8), tag.line);
    } else if (text.starts_with("base_model:")) {
      put.attribute("base-model", text.substr(text.rfind(':') + 1), tag.line);
    } else {
      put.attribute("tag", text, tag.line);
    }
  }
}

// Kinds of tasks whose data are of one kind (SPDX 3.0.1, DatasetType).
std::string_view type_of_task(std::string_view task) {
  struct Known {
    std::string_view part;
    std::string_view type;
  };
  constexpr std::array kKnown{Known{"audio", "audio"},
                              Known{"speech", "audio"},
                              Known{"image", "image"},
                              Known{"object-detection", "image"},
                              Known{"depth", "image"},
                              Known{"video", "video"},
                              Known{"tabular", "structured"},
                              Known{"time-series", "timeseries"},
                              Known{"graph", "graph"},
                              Known{"text", "text"},
                              Known{"translation", "text"},
                              Known{"summarization", "text"},
                              Known{"question-answering", "text"},
                              Known{"fill-mask", "text"},
                              Known{"token", "text"},
                              Known{"sentence", "text"}};
  for (const Known& known : kKnown) {
    if (task.find(known.part) != task.npos) return known.type;
  }
  return {};
}

void dataset_info(const Node& card, Put& put) {
  const Node* info = card.find("dataset_info");
  if (info == nullptr) return;
  const auto one = [&](const Node& node) {
    put.node("dataset-size", node.find("dataset_size"));
    const Node* splits = node.find("splits");
    if (splits == nullptr) return;
    for (const Node& split : splits->items) {
      const Node* rows = split.find("num_examples");
      if (rows == nullptr || split.string("name").empty()) continue;
      put.attribute("dataset-splits",
                    std::string(split.string("name")) + ": " + rows->text + " examples",
                    rows->line);
    }
  };
  if (info->is_object()) one(*info);
  for (const Node& item : info->items) {
    if (item.is_object()) one(item);
  }
}

}  // namespace

void read_front(const Node& card, bool dataset, Put& put) {
  licence(card, put);
  put.node("language", card.find("language"));
  put.node("title", card.find("pretty_name"));
  put.node("title", card.find("model_name"));
  put.node("description", card.find("description"));
  tags(card, dataset, put);
  if (dataset) {
    put.node("task", card.find("task_categories"));
    if (const Node* tasks = card.find("task_categories")) {
      for (const Node& task : tasks->items) {
        if (const std::string_view type = type_of_task(lower(task.text)); !type.empty()) {
          put.attribute("dataset-type", type, task.line);
        }
      }
    }
    put.node("size-category", card.find("size_categories"));
    put.node("source-data", card.find("source_datasets"));
    put.node("annotation-process", card.find("annotations_creators"));
    put.node("collection-process", card.find("language_creators"));
    dataset_info(card, put);
    return;
  }
  put.node("task", card.find("pipeline_tag"));
  put.node("base-model", card.find("base_model"));
  put.node("base-relation", card.find("base_model_relation"));
  put.node("training-data", card.find("datasets"));
  put.node("framework", card.find("library_name"));
  put.node("superseded-by", card.find("new_version"));
  results(card, put);
  emissions(card, put);
}

void read_config(std::string_view name, const Node& root, Put& put) {
  if (name == "adapter_config.json") {
    put.node("base-model", root.find("base_model_name_or_path"));
    put.node("base-revision", root.find("revision"));
    put.node("adapter-type", root.find("peft_type"));
    put.node("task", root.find("task_type"));
    for (const char* key : {"r", "lora_alpha", "lora_dropout"}) {
      put.node(std::string("hyperparameter:") + key, root.find(key));
    }
    put.attribute("base-relation", "adapter", root.line);
    return;
  }
  if (name == "generation_config.json") {
    for (const char* key :
         {"temperature", "top_p", "top_k", "max_new_tokens", "max_length", "repetition_penalty"}) {
      put.node(std::string("generation:") + key, root.find(key));
    }
    return;
  }
  put.node("architecture", root.find("architectures"));
  put.node("architecture-family", root.find("model_type"));
  put.node("element-type", root.find("torch_dtype"));
  put.node("element-type", root.find("dtype"));
  put.node("quantisation", root.at({"quantization_config", "quant_method"}));
  put.node("quantisation-bits", root.at({"quantization_config", "bits"}));
  put.node("context-length", root.find("max_position_embeddings"));
  put.node("framework-version", root.find("transformers_version"));
  // Names differ between families; these are the ones that most of them share.
  for (const char* key :
       {"hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
        "intermediate_size", "vocab_size", "num_experts", "num_local_experts"}) {
    put.node(std::string("hyperparameter:") + key, root.find(key));
  }
  if (const Node* labels = root.find("id2label"); labels != nullptr && labels->is_object()) {
    std::string all;
    for (const Node& label : labels->items) {
      if (!label.is_string() || all.size() > 200) continue;
      if (!all.empty()) all += ", ";
      all += label.text;
    }
    if (!all.empty()) put.attribute("output-format", "labels: " + all, labels->line);
  }
  if (root.find("vision_config") != nullptr) {
    put.attribute("input-format", "image", root.find("vision_config")->line);
  }
  if (root.find("auto_map") != nullptr) {
    put.attribute("custom-code", "true", root.find("auto_map")->line);
  }
}

}  // namespace bartizan::assure::card
