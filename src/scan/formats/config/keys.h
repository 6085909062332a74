// The keys of configuration files that lead to code.
//
// Sources: huggingface/transformers src/transformers/dynamic_module_utils.py and pipelines/base.py;
// huggingface/diffusers src/diffusers/pipelines/pipeline_loading_utils.py; keras-team/keras
// keras/src/saving/serialization_lib.py; huggingface/peft src/peft/auto.py; facebookresearch/hydra
// hydra/_internal/instantiate; jsonpickle jsonpickle/tags.py; skops skops/io/_utils.py;
// UKPLab/sentence-transformers sentence_transformers/util.py (import_from_string).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bartizan::scan::config {

enum class Key : std::uint8_t {
  other,
  auto_map,
  trust_remote_code,
  custom_pipelines,
  impl,
  diffusers_class,  // Hugging Face
  chat_template,
  name,
  text,
  class_name,
  module,
  config,
  registered_name,  // Keras
  target,           // Hydra
  parent_library,   // PEFT
  idx,
  path,
  type,  // Sentence Transformers, modules.json
  py_object,
  py_type,
  py_function,
  py_reduce,  // jsonpickle
  skops_module,
  skops_class,  // skops
};

struct KeyName {
  std::string_view text;
  Key key;
  // Reading on is worth it where this key stands, and a second one in the same object matters.
  bool leads_to_code;
};

inline constexpr std::array kKeys{
    KeyName{"auto_map", Key::auto_map, true},
    KeyName{"trust_remote_code", Key::trust_remote_code, true},
    KeyName{"custom_pipelines", Key::custom_pipelines, true},
    KeyName{"impl", Key::impl, false},
    KeyName{"_class_name", Key::diffusers_class, true},
    KeyName{"chat_template", Key::chat_template, true},
    KeyName{"name", Key::name, false},
    KeyName{"template", Key::text, false},
    KeyName{"class_name", Key::class_name, true},
    KeyName{"module", Key::module, false},
    KeyName{"config", Key::config, false},
    KeyName{"registered_name", Key::registered_name, false},
    KeyName{"_target_", Key::target, true},
    KeyName{"parent_library", Key::parent_library, true},
    KeyName{"idx", Key::idx, true},
    KeyName{"path", Key::path, false},
    KeyName{"type", Key::type, false},
    KeyName{"py/object", Key::py_object, true},
    KeyName{"py/type", Key::py_type, true},
    KeyName{"py/function", Key::py_function, true},
    KeyName{"py/reduce", Key::py_reduce, true},
    KeyName{"__module__", Key::skops_module, true},
    KeyName{"__class__", Key::skops_class, false},
};

constexpr const KeyName* find_key(std::string_view text) {
  for (const KeyName& one : kKeys) {
    if (one.text == text) return &one;
  }
  return nullptr;
}

}  // namespace bartizan::scan::config
