#include "scan/formats/config/visitor.h"

#include <algorithm>

#include "scan/catalog.h"
#include "scan/formats/config/rules.h"
#include "scan/formats/template/parse.h"

namespace bartizan::scan::config {
namespace {

bool is_below(std::string_view module, std::string_view package) {
  return module.starts_with(package) &&
         (module.size() == package.size() || module[package.size()] == '.');
}

bool is_below_any(std::string_view module, std::span<const std::string_view> packages) {
  return std::ranges::any_of(packages, [&](std::string_view one) { return is_below(module, one); });
}

// Modules of which Keras loads classes without being asked to trust anything.
constexpr std::array<std::string_view, 7> kKerasModules{
    "keras",     "tf_keras",  "tensorflow.keras", "tensorflow.python.keras",
    "keras_hub", "keras_nlp", "keras_cv"};
constexpr std::array<std::string_view, 3> kPeftLibraries{"transformers", "diffusers", "torch"};

// Functions of Keras itself that fetch, load or switch safety off (CVE-2025-8747, CVE-2025-9906),
// and the layer that wraps a torch pickle (CVE-2025-49655).
constexpr std::array<std::string_view, 5> kKerasAbused{"get_file", "enable_unsafe_deserialization",
                                                       "load_model", "load_weights",
                                                       "TorchModuleWrapper"};

// Of a module, a class or a function.
constexpr std::size_t kMostName = 512;

bool is_identifier_path(std::string_view text) {
  if (text.empty() || text.size() > kMostName) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/';
  });
}

}  // namespace

void Visitor::open(std::uint64_t offset, bool object) {
  if (lost_) {
    ++lost_depth_;
    return;
  }
  Frame frame;
  frame.object = object;
  frame.begin = offset;
  frame.kept_before = static_cast<std::uint32_t>(kept_.size());
  if (!frames_.empty()) {
    const Key key = meaning();
    switch (key) {
      case Key::auto_map:
      case Key::custom_pipelines:
      case Key::chat_template:
      case Key::diffusers_class:
        frame.under = key;
        break;
      default:
        frame.under = frames_.back().under;
        break;
    }
    if (frames_.back().key == Key::config) frames_.back().has_config = true;
  }
  if (!frames_.try_push(frame)) {
    lost_ = true;
    lost_depth_ = 1;
  }
}

void Visitor::close() {
  if (lost_depth_ > 0) {
    --lost_depth_;
    return;
  }
  kept_.truncate(frames_.back().kept_before);
  frames_.pop();
}

void Visitor::end_object(std::uint64_t offset) {
  if (lost_depth_ == 0) {
    const Frame frame = frames_.back();
    const Range range = whole(frame, offset);
    if (frame.slots[kClass].present && frame.has_config) keras(frame, range);
    if (frame.slots[kSkopsClass].present && frame.slots[kModule].present) {
      (void)dangerous(text_of(frame.slots[kModule]), text_of(frame.slots[kSkopsClass]),
                      "skops.io.load", range);
    }
    if (frame.has_idx && frame.slots[kType].present && frame.slots[kPath].present) {
      sentence_transformers_module(frame, range);
    }
    if (frame.under == Key::chat_template && frame.slots[kText].present) {
      base::Text name(artifact_.budget());
      (void)(name.append("chat_template ") && name.append(text_of(frame.slots[kName])));
      templates::analyse_template(artifact_, text_of(frame.slots[kText]), frame.slots[kText].range,
                                  name.view());
    }
  }
  close();
}

void Visitor::key(std::string_view name, Range) {
  if (lost_depth_ > 0) return;
  const KeyName* known = find_key(name);
  Frame& frame = frames_.back();
  frame.key = known == nullptr ? Key::other : known->key;
  frame.has_idx |= frame.key == Key::idx;
}

// What a value in the innermost open bracket is: in lists, what the list is.
Key Visitor::meaning() const {
  const Frame& frame = frames_.back();
  return frame.object && frame.key != Key::other ? frame.key : frame.under;
}

// Names are short; only a template is kept whole.
void Visitor::keep(Slot slot, std::string_view text, Range range) {
  if (slot != kText) text = text.substr(0, kMostName);
  Kept& kept = frames_.back().slots[slot];
  kept = {static_cast<std::uint32_t>(kept_.size()), static_cast<std::uint32_t>(text.size()), true,
          range};
  if (!kept_.append(text)) kept.length = 0;
}

std::string_view Visitor::text_of(const Kept& kept) const {
  return kept.present ? kept_.view().substr(kept.begin, kept.length) : std::string_view();
}

void Visitor::string(std::string_view text, Range range) {
  if (lost_ || frames_.empty()) return;
  Frame& frame = frames_.back();
  if (frame.under == Key::auto_map) return code_reference(text, range);
  if (frame.under == Key::diffusers_class && !frame.object) {
    artifact_.finding(kCustomPipeline, range, text.substr(0, artifact_.limits().evidence),
                      {{"key", "_class_name"}});
    frame.under = Key::other;  // [module, class] is one pipeline
    return;
  }
  if (!frame.object) return;
  switch (frame.key) {
    case Key::auto_map:
      return code_reference(text, range);
    case Key::impl:
      if (frame.under != Key::custom_pipelines) return;
      return artifact_.finding(kCustomPipeline, range, text.substr(0, artifact_.limits().evidence),
                               {{"key", "custom_pipelines"}});
    case Key::chat_template:
      return templates::analyse_template(artifact_, text, range, "chat_template");
    case Key::text:
    case Key::name:
      if (frame.under == Key::chat_template)
        keep(frame.key == Key::text ? kText : kName, text, range);
      return;
    case Key::class_name:
      return keep(kClass, text, range);
    case Key::module:
      return keep(kModule, text, range);
    case Key::config:
      frame.has_config = true;
      return keep(kConfig, text, range);
    case Key::registered_name:
      return keep(kRegistered, text, range);
    case Key::type:
      return keep(kType, text, range);
    case Key::path:
      return keep(kPath, text, range);
    case Key::target:
      (void)dangerous(text, "hydra.utils.instantiate", range);
      return;
    case Key::parent_library:
      if (dangerous(text, "*", "AutoPeftModel.from_pretrained", range)) return;
      if (is_below_any(text, kPeftLibraries)) return;
      return artifact_.finding(kChosenImport, range, text.substr(0, artifact_.limits().evidence),
                               {{"key", "parent_library"}});
    case Key::py_object:
    case Key::py_type:
    case Key::py_function:
      if (!is_identifier_path(text) || dangerous(text, "jsonpickle.decode", range)) return;
      if (said_pickle_) return;
      said_pickle_ = true;
      return artifact_.finding(kJsonPickle, range, text);
    case Key::skops_module:
      return keep(kModule, text, range);
    case Key::skops_class:
      return keep(kSkopsClass, text, range);
    default:
      return;
  }
}

void Visitor::boolean(bool value, Range range) {
  if (lost_ || frames_.empty() || !value) return;
  if (!frames_.back().object || frames_.back().key != Key::trust_remote_code) return;
  // Loaders read it from the top, or from the arguments of a model there; deeper down it is a
  // record of how something was run once.
  if (frames_.size() > 2)
    return artifact_.fact("code-reference", "trust_remote_code", "true", range);
  artifact_.finding(kTrustRemoteCode, range, "trust_remote_code");
}

void Visitor::duplicate_key(std::string_view name, Range first, Range again) {
  const KeyName* known = find_key(name);
  if (known == nullptr || !known->leads_to_code) return;
  base::Text at(artifact_.budget());
  (void)at.append_number(first.offset);
  artifact_.finding(kDuplicateKey, again, name, {{"first", at.view()}});
}

// "module.Class", or "owner/repo--module.Class" from another repository. One finding of each kind a
// file; every reference is a fact.
void Visitor::code_reference(std::string_view text, Range range) {
  if (!text.contains('.')) return;  // loaders refuse it
  text = text.substr(0, artifact_.limits().evidence);
  artifact_.fact("code-reference", "auto_map", text, range);
  const std::size_t cut = text.find("--");
  bool& said = cut == std::string_view::npos ? said_local_ : said_foreign_;
  if (said) return;
  said = true;
  if (cut == std::string_view::npos) return artifact_.finding(kRemoteCode, range, text);
  artifact_.finding(kForeignCode, range, text, {{"repository", text.substr(0, cut)}});
}

// A Keras object: {"module", "class_name", "config", "registered_name"}.
void Visitor::keras(const Frame& frame, Range range) {
  const std::string_view name = text_of(frame.slots[kClass]);
  const std::string_view module = text_of(frame.slots[kModule]);
  if (name == "Lambda" || name == "__lambda__") return artifact_.finding(kKerasLambda, range, name);
  if (!frame.slots[kModule].present) return;
  // {"class_name": "function", "config": "name"} names a function of the module.
  const bool function = name == "function" && frame.slots[kConfig].present;
  const std::string_view target = function ? text_of(frame.slots[kConfig]) : name;
  if (dangerous(module, target, "keras.models.load_model", range)) return;
  const bool abused = std::ranges::find(kKerasAbused, target) != kKerasAbused.end();
  const bool own = is_below_any(module, kKerasModules) || (module == "builtins" && function);
  if (own && !abused) return;
  base::Text full(artifact_.budget());
  (void)(full.append(module.substr(0, kMostName)) && full.append('.') &&
         full.append(target.substr(0, kMostName)));
  artifact_.finding(kKerasForeignObject, range, full.view());
}

void Visitor::sentence_transformers_module(const Frame& frame, Range range) {
  const std::string_view type = text_of(frame.slots[kType]);
  if (is_below(type, "sentence_transformers") || !is_identifier_path(type) || !type.contains('.')) {
    return;
  }
  if (dangerous(type, "SentenceTransformer", range)) return;
  artifact_.finding(kChosenImport, frame.slots[kType].range, type, {{"key", "type"}});
}

bool Visitor::dangerous(std::string_view dotted, std::string_view loader, Range range) {
  const std::size_t point = dotted.rfind('.');
  if (point == std::string_view::npos) return dangerous("builtins", dotted, loader, range);
  return dangerous(dotted.substr(0, point), dotted.substr(point + 1), loader, range);
}

bool Visitor::dangerous(std::string_view module, std::string_view name, std::string_view loader,
                        Range range) {
  const auto known = artifact_.catalog().callable(module, name);
  if (!known || known->role != Role::danger) return false;
  base::Text full(artifact_.budget());
  (void)full.append(module.substr(0, kMostName));
  if (name != "*") (void)(full.append('.') && full.append(name.substr(0, kMostName)));
  artifact_.finding(kDangerousName, range, full.view(),
                    {{"loader", loader}, {"capability", known->detail}, {"reason", known->reason}});
  return true;
}

}  // namespace bartizan::scan::config
