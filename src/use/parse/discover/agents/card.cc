// Cards of the Hugging Face Hub: what the front matter of a README says a model was made from and
// what a Space uses. Prose is not read.
#include <string>

#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/agents/agents.h"
#include "use/parse/discover/infra/put.h"

namespace bartizan::use::agents {
namespace {

using infra::Place;
using infra::Spot;
using std::string_view;
using text::Node;

constexpr string_view kSignal = "model-card";

template <typename Each>
void each_name(const Node& card, string_view key, const Each& each) {
  const Node* node = card.find(key);
  if (node == nullptr) return;
  if (node->is_string()) each(*node);
  for (const Node& item : node->items) {
    if (item.is_string()) each(item);
  }
}

}  // namespace

bool claims_card(string_view path, string_view) {
  return path == "README.md" || path.ends_with("/README.md");
}

void read_card(SourceText& source) {
  const string_view front = text::front_matter(source.text);
  if (front.empty()) return;
  const auto documents = text::parse_yaml(front, source.budget);
  if (!documents || documents->empty()) return;
  const Node& card = documents->front();
  bool hub = false;
  for (const string_view key : {"library_name", "pipeline_tag", "base_model", "model-index", "sdk",
                                "task_categories", "model_name"}) {
    hub = hub || card.find(key) != nullptr;
  }
  if (!hub) return;
  const text::Lines lines(source.text);
  const auto spot = [&](const Node& node) {
    return Spot{kSignal, node.line, lines.line(node.line), Certainty::high};
  };
  for (const string_view key : {"base_model", "models"}) {
    each_name(card, key, [&](const Node& node) {
      infra::put_model(source, node.text, "huggingface", Place::model, spot(node));
    });
  }
  each_name(card, "datasets", [&](const Node& node) {
    infra::put_dataset(source, node.text, Place::model, spot(node));
  });
}

}  // namespace bartizan::use::agents
