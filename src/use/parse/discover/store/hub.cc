// The cache of the Hugging Face Hub
// (https://huggingface.co/docs/huggingface_hub/guides/manage-cache), folders that save_pretrained
// writes, and the cache of torch.hub.
#include <algorithm>
#include <array>

#include "base/path.h"
#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/store/found.h"
#include "use/parse/discover/store/paths.h"
#include "use/parse/discover/store/readers.h"

namespace bartizan::use::store {
namespace {

using text::Node;

constexpr std::array<std::string_view, 5> kModelFiles{"config.json", "model_index.json",
                                                      "adapter_config.json", "modules.json",
                                                      "config_sentence_transformers.json"};

bool is_model_file(std::string_view path) {
  return std::ranges::find(kModelFiles, base::last_part(path)) != kModelFiles.end();
}

std::string joined(const Node* list) {
  std::string out;
  if (list == nullptr || !list->is_array()) return out;
  // Three fit on a line; a real list has one.
  constexpr std::size_t kMost = 3;
  for (std::size_t i = 0; i < std::min(list->items.size(), kMost); ++i) {
    if (!list->items[i].is_string()) continue;
    if (!out.empty()) out += ", ";
    out += list->items[i].text;
  }
  return out;
}

// What a file of this name says about its model; false where it is none of a model.
bool describe(std::string_view file, const Node& root, Detection& found) {
  if (file == "modules.json") {
    // [{"idx": 0, "type": "sentence_transformers.models.Transformer"}, ...]
    if (!root.is_array() || root.items.empty()) return false;
    const std::string_view type = root.items.front().string("type");
    if (!type.starts_with("sentence_transformers.")) return false;
    attribute(found, "framework", "sentence-transformers");
    return true;
  }
  if (!root.is_object()) return false;
  if (file == "adapter_config.json") {
    const std::string_view base = root.string("base_model_name_or_path");
    const std::string_view type = root.string("peft_type");
    if (base.empty() && type.empty()) return false;
    attribute(found, "format", "adapter");
    attribute(found, "base-model", base);
    attribute(found, "base-revision", root.string("revision"));
    attribute(found, "adapter-type", type);
    attribute(found, "task", root.string("task_type"));
    return true;
  }
  if (file == "config_sentence_transformers.json") {
    const Node* versions = root.find("__version__");
    if (versions == nullptr) return false;
    attribute(found, "framework", "sentence-transformers");
    attribute(found, "framework-version", versions->string("sentence_transformers"));
    return true;
  }
  if (file == "model_index.json") {
    const std::string_view pipeline = root.string("_class_name");
    if (pipeline.empty() || root.string("_diffusers_version").empty()) return false;
    attribute(found, "architecture", pipeline);
    attribute(found, "framework", "diffusers");
    attribute(found, "framework-version", root.string("_diffusers_version"));
    return true;
  }
  // Many programs have a config.json; one of transformers names an architecture or a kind.
  const std::string architectures = joined(root.find("architectures"));
  const std::string_view type = root.string("model_type");
  const std::string_view version = root.string("transformers_version");
  if (architectures.empty() && (type.empty() || version.empty())) return false;
  attribute(found, "architecture", architectures);
  attribute(found, "model-type", type);
  attribute(found, "framework", "transformers");
  attribute(found, "framework-version", version);
  if (const Node* code = root.find("auto_map"); code != nullptr && code->is_object()) {
    attribute(found, "custom-code", "true");
  }
  return true;
}

// The id that the folder was made from, where it is one of the Hub.
std::string_view origin_of(std::string_view file, const Node& root, std::uint32_t& line) {
  const std::string_view key =
      file == "adapter_config.json" ? "base_model_name_or_path" : "_name_or_path";
  const Node* origin = root.find(key);
  if (origin == nullptr || !origin->is_string() || !is_hub_id(origin->text)) return {};
  line = origin->line;
  return origin->text;
}

base::Result<Node> parse(SourceText& source) {
  auto root = text::parse_jsonc(source.text, source.budget);
  if (!root) {
    const text::Lines lines(source.text);
    malformed(source, lines.line_of(static_cast<std::size_t>(root.error().offset)),
              "the file is no JSON");
  }
  return root;
}

Detection of_place(const StorePlace& place, std::string_view signal) {
  Detection found = model(place.name, "huggingface", signal, 0);
  found.kind = place.kind;
  return found;
}

}  // namespace

bool claims_hub(std::string_view path, std::string_view) {
  const auto place = store_place(path);
  if (!place || place->store != "hf-cache") return false;
  return !place->ref.empty() || is_model_file(place->inside) ||
         (place->kind == ComponentKind::dataset && place->inside == "README.md");
}

void read_hub(SourceText& source) {
  const auto place = store_place(source.path);
  if (!place) return;
  Detection found = of_place(*place, "hf-cache");
  if (!place->ref.empty()) {
    // The file holds the commit that the branch or tag stood at.
    const std::string_view commit = text::trim(source.text);
    if (commit.find_first_not_of("0123456789abcdef") != commit.npos || commit.empty()) {
      malformed(source, 1, "a reference that is no commit");
      return;
    }
    found.evidence = source.path;
    attribute(found, "revision", commit);
    attribute(found, "ref", place->ref);
    source.report.detection(found);
    return;
  }
  found.evidence = source.path;
  attribute(found, "revision", place->revision);
  // Components of a pipeline lie in folders of their own and are no models by themselves.
  const bool top = place->inside.find('/') == place->inside.npos;
  if (!top) return;
  if (place->kind == ComponentKind::model) {
    const auto root = parse(source);
    if (root) describe(source.file_name(), *root, found);
  }
  source.report.detection(found);
}

bool claims_model_folder(std::string_view path, std::string_view) {
  if (!is_model_file(path)) return false;
  const auto place = store_place(path);
  return !place || place->store != "hf-cache";
}

void read_model_folder(SourceText& source) {
  const auto root = text::parse_jsonc(source.text, source.budget);
  // A config.json that is none belongs to somebody else.
  if (!root) return;
  const std::string_view file = source.file_name();
  Detection found = model(folder_of(source.path), "local", "model-folder", root->line);
  found.certainty = Certainty::medium;
  if (!describe(file, *root, found)) return;
  if (const auto place = store_place(source.path)) {
    found.name = place->name;
    found.provider = "huggingface";
  }
  found.evidence = source.path;
  std::uint32_t line = 0;
  const std::string_view origin = origin_of(file, *root, line);
  if (!origin.empty() && file != "adapter_config.json") attribute(found, "base-model", origin);
  source.report.detection(found);
  if (origin.empty() || origin == found.name) return;
  Detection base = model(origin, "huggingface", "model-folder", line);
  base.certainty = Certainty::medium;
  base.evidence = text::trim(text::Lines(source.text).line(line));
  source.report.detection(base);
}

// "hub/pytorch_vision_v0.10.0/hubconf.py": owner, repository and reference, joined by "_". GitHub
// allows no "_" in an owner's name.
bool claims_torch_hub(std::string_view path, std::string_view) {
  if (base::last_part(path) != "hubconf.py") return false;
  const std::string_view folder = folder_of(path);
  const std::string_view above = folder_of(folder);
  const std::string_view name = base::last_part(folder);
  return base::last_part(above) == "hub" && name.find('_') != name.rfind('_');
}

void read_torch_hub(SourceText& source) {
  const std::string_view name = base::last_part(folder_of(source.path));
  const std::size_t first = name.find('_');
  const std::size_t last = name.rfind('_');
  const std::string repository = std::string(name.substr(0, first)) + '/' +
                                 std::string(name.substr(first + 1, last - first - 1));
  Detection found = model(repository, "torch-hub", "torch-hub", 0);
  found.certainty = Certainty::medium;
  found.evidence = source.path;
  attribute(found, "revision", name.substr(last + 1));
  attribute(found, "loader", "torch.hub.load");
  source.report.detection(found);
}

}  // namespace bartizan::use::store
