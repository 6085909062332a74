#include "assure/bom/cards.h"

#include <doctest/doctest.h>

#include "assure/bom/import_test.h"
#include "assure/parse/card/card.h"

namespace bartizan::assure::bom {
namespace {

Card read(std::string_view path, std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  base::MemorySource bytes(std::as_bytes(std::span(text)));
  sample::Collect rows;
  record::Foreign file{path, bytes, text.size(), {}, budget, rows};
  card::parse(file);
  return card_from_rows(path, rows.rows);
}

std::string value(const std::vector<record::Attribute>& attributes, std::string_view key) {
  std::string out;
  for (const record::Attribute& one : attributes) {
    if (one.key == key) out += (out.empty() ? "" : " | ") + one.value;
  }
  return out;
}

constexpr std::string_view kModel = R"(---
license: apache-2.0
language:
- en
base_model: distilbert/distilbert-base-uncased
datasets:
- stanfordnlp/imdb
pipeline_tag: text-classification
tags:
- sentiment
- arxiv:1910.01108
co2_eq_emissions:
  emissions: 12.5
  training_type: fine-tuning
model-index:
- name: triage
  results:
  - task:
      type: text-classification
    dataset:
      name: imdb
      type: imdb
    metrics:
    - type: accuracy
      value: 0.93
    - name: F1
      value: 0.9
---
# Triage

A small **classifier** for [letters](https://example.invalid) of a clinic.

```python
# Limitations
```

## Uses

### Direct Use

Sorting letters.

### Out-of-Scope Use

[More Information Needed]

## Bias, Risks, and Limitations

<!-- what people should know
over two lines -->
It reads English only.

## Training Details

- **Developed by:** [Clinic](https://clinic.invalid)
- **Hardware Type:** [More Information Needed]
- **Repository:** https://example.invalid/triage

Three epochs.

## Unknown heading

Not taken.
)";

TEST_CASE("a model card is read by its front matter, its headings and its bullets") {
  const Card card = read("models/README.md", kModel);
  CHECK(card.kind == record::ComponentKind::model);
  CHECK(value(card.attributes, "licence") == "Apache-2.0");
  CHECK(value(card.attributes, "base-model") == "distilbert/distilbert-base-uncased");
  CHECK(value(card.attributes, "training-data") == "stanfordnlp/imdb");
  CHECK(value(card.attributes, "task") == "text-classification");
  CHECK(value(card.attributes, "metric:accuracy@imdb") == "0.93");
  CHECK(value(card.attributes, "metric:F1@imdb") == "0.9");
  CHECK(value(card.attributes, "co2:training") == "12.5 g");
  CHECK(value(card.attributes, "reference:documentation") == "https://arxiv.org/abs/1910.01108");
  CHECK(value(card.attributes, "description") == "A small classifier for letters of a clinic.");
  CHECK(value(card.attributes, "use-case") == "Sorting letters.");
  CHECK(value(card.attributes, "limitation") == "It reads English only.");
  CHECK(value(card.attributes, "manufacturer") == "Clinic");
  CHECK(value(card.attributes, "hardware").empty());
  CHECK(value(card.attributes, "reference:vcs") == "https://example.invalid/triage");
  CHECK(value(card.attributes, "training-information") == "fine-tuning | Three epochs.");
  for (const record::Attribute& one : card.attributes) {
    CHECK(one.provenance == record::Provenance::declared);
    CHECK(one.source.starts_with("models/README.md:"));
    CHECK(one.value.find("Not taken") == std::string::npos);
  }
  CHECK(card.attributes[0].source == "models/README.md:2");
}

TEST_CASE("a data set's card") {
  const Card card = read("README.md", R"(---
license: other
license_name: clinic-terms
task_categories:
- image-classification
size_categories:
- 1K<n<10K
dataset_info:
  dataset_size: 4096
  splits:
  - name: train
    num_examples: 100
---
# Scans

## Dataset Description

Scans of letters.

### Personal and Sensitive Information

Names are blackened.

### Discussion of Biases

One clinic only.
)");
  CHECK(card.kind == record::ComponentKind::dataset);
  CHECK(value(card.attributes, "licence") == "clinic-terms");
  CHECK(value(card.attributes, "dataset-type") == "image");
  CHECK(value(card.attributes, "dataset-size") == "4096");
  CHECK(value(card.attributes, "dataset-splits") == "train: 100 examples");
  CHECK(value(card.attributes, "description") == "Scans of letters.");
  CHECK(value(card.attributes, "sensitive-data") == "Names are blackened.");
  CHECK(value(card.attributes, "known-bias") == "One clinic only.");
}

TEST_CASE("configuration of a model, of an adapter, and of somebody else") {
  const Card config = read("m/config.json", R"({"architectures":["LlamaForCausalLM"],
    "model_type":"llama","torch_dtype":"bfloat16","hidden_size":4096,
    "quantization_config":{"quant_method":"gptq","bits":4},"id2label":{"0":"no","1":"yes"}})");
  CHECK(value(config.attributes, "architecture") == "LlamaForCausalLM");
  CHECK(value(config.attributes, "architecture-family") == "llama");
  CHECK(value(config.attributes, "quantisation") == "gptq");
  CHECK(value(config.attributes, "hyperparameter:hidden_size") == "4096");
  CHECK(value(config.attributes, "output-format") == "labels: no, yes");
  const Card adapter = read("m/adapter_config.json",
                            R"({"peft_type":"LORA","base_model_name_or_path":"o/base","r":16})");
  CHECK(value(adapter.attributes, "base-model") == "o/base");
  CHECK(value(adapter.attributes, "hyperparameter:r") == "16");
  CHECK(read("m/config.json", R"({"port":80})").attributes.empty());
  CHECK(read("README.md", "# A project\n\n## Limitations\n\nMany.\n").attributes.empty());
  CHECK(read("README.md", "---\ntitle: blog\n---\n# x\n").attributes.empty());
}

TEST_CASE("cards describe what lies in their folder, or below it") {
  std::vector<record::Component> components(3);
  components[0].id = "a";
  components[0].kind = record::ComponentKind::model;
  components[0].name = "models/deep/weights.safetensors";
  components[0].provider = "local";
  components[1].id = "b";
  components[1].kind = record::ComponentKind::model;
  components[1].name = "distilbert/distilbert-base-uncased";
  components[1].provider = "huggingface";
  components[1].occurrences.push_back(
      {"models/README.md", 5, "model-card", record::Certainty::high, ""});
  components[2].id = "d";
  components[2].kind = record::ComponentKind::dataset;
  components[2].name = "stanfordnlp/imdb";
  const std::vector<Card> cards{read("models/README.md", kModel), read("other/README.md", kModel)};
  const Described described = describe(components, cards);
  CHECK(components[0].attribute("licence") == "Apache-2.0");
  // The card names it, and does not describe it.
  CHECK(components[1].attributes.empty());
  REQUIRE(described.relations.size() == 2);
  CHECK(described.relations[0].to == "d");
  CHECK(described.relations[1].to == "b");
  CHECK(described.alone == std::vector<std::string>{"other/README.md"});
}

}  // namespace
}  // namespace bartizan::assure::bom
