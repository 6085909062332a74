#include "assure/parse/card/card.h"

#include <array>
#include <string>

#include "assure/parse/bom/model.h"
#include "assure/parse/card/put.h"
#include "base/path.h"
#include "text/decode.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::assure::card {
namespace {

using text::Node;

// Only cards of the Hub have these.
enum class Kind : std::uint8_t { none, model, dataset };
Kind kind_of(const Node& card) {
  for (const char* key : {"task_categories", "size_categories", "dataset_info", "configs",
                          "source_datasets", "annotations_creators", "task_ids"}) {
    if (card.find(key) != nullptr) return Kind::dataset;
  }
  for (const char* key : {"library_name", "pipeline_tag", "base_model", "model-index", "model_name",
                          "widget", "inference", "co2_eq_emissions"}) {
    if (card.find(key) != nullptr) return Kind::model;
  }
  // A licence and nothing of the above: a card that its author did not finish.
  return card.find("license") != nullptr &&
                 (card.find("tags") != nullptr || card.find("datasets") != nullptr ||
                  card.find("language") != nullptr)
             ? Kind::model
             : Kind::none;
}

void note(record::Foreign& file, std::string code, std::uint32_t line, std::string message) {
  record::put_note(file.rows,
                   {record::NoteLevel::warning, std::move(code), line, 0, std::move(message)});
}

void readme(record::Foreign& file, std::string_view text) {
  const std::string_view front = text::front_matter(text);
  if (front.empty()) return;
  const auto documents = text::parse_yaml(front, file.budget);
  if (!documents) {
    note(file, "malformed", 1, "the front matter of the card is no YAML that is read here");
    return;
  }
  if (documents->empty() || !documents->front().is_object()) return;
  const Kind kind = kind_of(documents->front());
  if (kind == Kind::none) return;
  const bool dataset = kind == Kind::dataset;
  file.rows.row("card", {dataset ? "dataset" : "model", "hub"});
  Put put(file.rows);
  read_front(documents->front(), dataset, put);
  read_headings(text, dataset, put);
}

void config(record::Foreign& file, std::string_view name, std::string_view text) {
  const auto root = text::parse_jsonc(text, file.budget);
  if (!root) {
    note(file, "malformed",
         text::Lines(text).line_of(static_cast<std::size_t>(root.error().offset)),
         "the file is no JSON");
    return;
  }
  if (!root->is_object()) return;
  // Many programs have a config.json.
  const bool transformers =
      root->find("architectures") != nullptr || root->find("model_type") != nullptr;
  const bool adapter = root->find("peft_type") != nullptr;
  if (name != "generation_config.json" && !transformers && !adapter) return;
  if (name == "generation_config.json" && root->find("transformers_version") == nullptr) return;
  file.rows.row("card", {"model", "named"});
  Put put(file.rows);
  read_config(name, *root, put);
}

}  // namespace

bool claims(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{
      "README.md", "config.json", "adapter_config.json", "generation_config.json", "MODEL_CARD.md"};
  for (const std::string_view one : kNames) {
    if (one == name) return true;
  }
  return false;
}

void parse(record::Foreign& file) {
  const std::uint64_t size = file.bytes.size();
  if (!file.budget.charge_memory(size)) {
    note(file, "limit:size", 0, "is too large for a card");
    return;
  }
  std::string bytes(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) return;
  const text::Decoded decoded = text::decode(bytes);
  const std::string_view name = base::last_part(file.name);
  if (name.ends_with(".md")) {
    readme(file, decoded.text);
  } else if (name.ends_with(".json")) {
    config(file, name, decoded.text);
  }
  if (file.budget.exhausted()) note(file, "limit", 0, "was not read to its end: a limit was hit");
}

void Put::attribute(std::string_view key, std::string_view value, std::uint32_t line) {
  value = text::trim(value);
  if (!bom::says_something(value)) return;
  std::string cut(value.substr(0, kMostExcerpt));
  if (cut.size() < value.size()) {
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0) == 0x80) cut.pop_back();
    if (!cut.empty()) cut.pop_back();
    cut += "...";
  }
  if (!said_.insert(std::string(key) + '\n' + cut).second) return;
  rows_.row("attribute", {key, cut, std::to_string(line)});
}

void Put::node(std::string_view key, const Node* node) {
  // More values of one key than this are a table, not a card.
  constexpr std::size_t kMostValues = 64;
  if (node == nullptr) return;
  if (!node->is_array()) {
    if (!node->is_object() && !node->is(Node::Kind::null)) attribute(key, node->text, node->line);
    return;
  }
  std::size_t count = 0;
  for (const Node& item : node->items) {
    if (item.is_array() || item.is_object() || item.is(Node::Kind::null)) continue;
    if (++count > kMostValues) return;
    attribute(key, item.text, item.line);
  }
}

}  // namespace bartizan::assure::card
