// Model ids: a string of code or configuration as the canonical name of a model and its provider.
//
// What it is: docs/discovery.md's rule for names of kind `model`, shared by all readers: router
// prefixes and provider schemes are stripped, ids of the Hugging Face Hub, Ollama and Bedrock are
// told by their shape, placeholders and prose are refused. What it is not: a claim that the model
// exists. The lists are catalogs/lists/discovery-model-*.toml. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scan/catalog.h"

namespace bartizan::use {

struct ModelId {
  std::string name;
  std::string provider;  // empty when nothing tells

  friend bool operator==(const ModelId&, const ModelId&) = default;
};
inline constexpr std::size_t kMostModelId = 200;

// For a string at a place that takes a model: an argument `model=`, `from_pretrained("...")`.
// `provider_hint` is who the client at that place talks to, empty when it is not known: "openai"
// is weak, because many hosts speak its protocol; "huggingface" keeps any prefix as organisation;
// "local" takes any path. nullopt for what can be no model's id.
std::optional<ModelId> canonical_model(std::string_view raw, std::string_view provider_hint,
                                       const scan::Catalog& catalog);

// Whether a string is a model's id wherever it stands: a known family, organisation, or Bedrock's
// shape, and no plain word ("mixtral"). For places whose name only hints at a model. Cheap for
// strings that are none.
bool looks_like_model(std::string_view raw, const scan::Catalog& catalog);

// The extension of a model file that a name ends with (".gguf", ".pt"), empty without one; such
// as others use as often (".bin") only when `weak`.
std::string_view model_extension(std::string_view path, bool weak, const scan::Catalog& catalog);

}  // namespace bartizan::use
