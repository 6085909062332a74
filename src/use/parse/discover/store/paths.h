// Paths: what the place of a file in a model store says, whatever the file holds.
//
// What it is: the layouts of the Hugging Face Hub's cache (models--org--name/{refs,snapshots,
// blobs}) and of LM Studio (models/publisher/name/file). What it is not: a look at the disk. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/component.h"

namespace bartizan::use {

struct StorePlace {
  record::ComponentKind kind = record::ComponentKind::model;  // or dataset
  std::string name;                                           // "org/name", or "gpt2"
  std::string_view revision;  // the commit of a snapshot; empty elsewhere
  std::string_view ref;       // of refs/<ref>: "main"
  std::string_view inside;    // the rest of the path in a snapshot or folder
  std::string_view store;     // "hf-cache" or "lm-studio"
};
// All of them hold models of the Hub: the provider is "huggingface".
std::optional<StorePlace> store_place(std::string_view path);

// "org/name" as the Hub allows it: two parts of letters, digits, "-", "_", "." and nothing else.
bool is_hub_id(std::string_view text);

}  // namespace bartizan::use
