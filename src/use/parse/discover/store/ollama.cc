// The store of Ollama, whose manifests are those of OCI images, and its Modelfiles:
// https://github.com/ollama/ollama/blob/main/docs/modelfile.md
#include <array>
#include <optional>
#include <vector>

#include "base/path.h"
#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/store/found.h"
#include "use/parse/discover/store/readers.h"

namespace bartizan::use::store {
namespace {

using text::Node;
using text::trim;

// Of ".../manifests/<host>/<namespace>/<model>/<tag>".
struct Place {
  std::string_view host, space, model, tag;
};

bool place_of(std::string_view path, Place& place) {
  place.tag = base::cut_last_part(path);
  place.model = base::cut_last_part(path);
  place.space = base::cut_last_part(path);
  place.host = base::cut_last_part(path);
  return base::cut_last_part(path) == "manifests" && place.host.find('.') != place.host.npos &&
         !place.model.empty() && !place.space.empty() && !place.tag.empty();
}

std::string name_of(const Place& place) {
  std::string name;
  if (place.host != "registry.ollama.ai") name = std::string(place.host) + '/';
  if (place.space != "library") name += std::string(place.space) + '/';
  name += place.model;
  name += ':';
  return name += place.tag;
}

struct Layer {
  std::string_view type, key;
};
constexpr std::string_view kLayers = "application/vnd.ollama.image.";
constexpr std::array<Layer, 7> kKnown{{{"model", "digest"},
                                       {"adapter", "adapter-digest"},
                                       {"projector", "projector-digest"},
                                       {"license", "licence-digest"},
                                       {"system", "system-digest"},
                                       {"template", "template-digest"},
                                       {"params", "parameters-digest"}}};

// The canonical name of what FROM names, as a detection.
Detection base_model(SourceText& source, std::string_view written, std::uint32_t line) {
  const bool path = written.starts_with('.') || written.starts_with('/') ||
                    written.starts_with('~') || written.ends_with(".gguf") ||
                    written.ends_with(".safetensors") || written.ends_with(".bin");
  const auto id = canonical_model(written, path ? "local" : "ollama", source.report.catalog());
  Detection found =
      model(id ? id->name : std::string(written), path ? "local" : "ollama", "modelfile", line);
  if (id && !id->provider.empty()) found.provider = id->provider;
  return found;
}

// An instruction of a Modelfile: its word in lower case, what stands behind it, where.
struct Instruction {
  std::string word;
  std::string_view value;
  std::uint32_t line = 0;
};

class Modelfile {
 public:
  explicit Modelfile(const text::Lines& lines) : lines_(lines) {}

  bool next(Instruction& out) {
    while (number_ < lines_.count()) {
      ++number_;
      const std::string_view line = trim(lines_.line(number_));
      if (line.empty() || line.front() == '#') continue;
      const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
      out.word.clear();
      for (const char c : line.substr(0, end)) {
        out.word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
      out.value = trim(line.substr(end));
      out.line = number_;
      if (out.value.starts_with("\"\"\"")) {
        out.value = block(out.value.substr(3));
      } else if (out.value.size() >= 2 && out.value.front() == '"' && out.value.back() == '"') {
        out.value = out.value.substr(1, out.value.size() - 2);
      }
      return true;
    }
    return false;
  }

 private:
  // The first line with something on it between """ and """; passes the rest.
  std::string_view block(std::string_view rest) {
    constexpr std::string_view kMark = "\"\"\"";
    std::string_view first;
    while (true) {
      const std::size_t end = rest.find(kMark);
      if (first.empty()) first = trim(rest.substr(0, end));
      if (end != rest.npos || number_ == lines_.count()) return first;
      rest = lines_.line(++number_);
    }
  }

  const text::Lines& lines_;
  std::uint32_t number_ = 0;
};

}  // namespace

bool claims_ollama(std::string_view path, std::string_view) {
  Place place;
  return place_of(path, place);
}

void read_ollama(SourceText& source) {
  Place place;
  const auto root = text::parse_json(source.text, source.budget);
  if (!place_of(source.path, place)) return;
  const Node* layers = root ? root->find("layers") : nullptr;
  if (layers == nullptr || !layers->is_array()) {
    malformed(source, 1, "a manifest without layers");
    return;
  }
  Detection found = model(name_of(place), "ollama", "ollama-store", 0);
  if (const auto id = canonical_model(found.name, "ollama", source.report.catalog())) {
    found.name = id->name;
    if (!id->provider.empty()) found.provider = id->provider;
  }
  bool known = false;
  for (const Node& layer : layers->items) {
    std::string_view type = layer.string("mediaType");
    if (!type.starts_with(kLayers)) continue;
    type.remove_prefix(kLayers.size());
    known = true;
    for (const Layer& wanted : kKnown) {
      if (type != wanted.type) continue;
      attribute(found, wanted.key, layer.string("digest"));
      const Node* size = layer.find("size");
      if (type == "model" && size != nullptr) attribute(found, "size", size->text);
      // A model that Ollama made from another of its own.
      if (type == "model") attribute(found, "base-model", layer.string("from"));
    }
  }
  if (!known) return;  // an image of something else
  found.evidence = source.path;
  source.report.detection(found);
}

bool claims_modelfile(std::string_view path, std::string_view) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "Modelfile" || name.starts_with("Modelfile.") || name.ends_with(".modelfile") ||
         name.ends_with(".Modelfile");
}

void read_modelfile(SourceText& source) {
  const text::Lines lines(source.text);
  Modelfile file(lines);
  Instruction instruction;
  std::string licence;
  // One FROM and a few adapters.
  constexpr std::size_t kMostModels = 16;
  std::vector<Detection> found;
  std::optional<Detection> system;
  bool broken = false;
  while (source.budget.charge_steps() && file.next(instruction)) {
    const std::string_view evidence = trim(lines.line(instruction.line));
    if (instruction.word == "from" || instruction.word == "adapter") {
      if (instruction.value.empty()) {
        if (!broken) malformed(source, instruction.line, "an instruction without a model");
        broken = true;
        continue;
      }
      Detection base = base_model(source, instruction.value, instruction.line);
      base.evidence = evidence;
      if (instruction.word == "adapter") attribute(base, "format", "adapter");
      if (found.size() < kMostModels) found.push_back(std::move(base));
    } else if (instruction.word == "license") {
      licence = instruction.value;  // mostly a whole text, whose first line is its name
    } else if (instruction.word == "system" && !instruction.value.empty()) {
      Detection prompt = model(source.path, {}, "modelfile", instruction.line);
      prompt.kind = ComponentKind::prompt;
      prompt.evidence = evidence;
      // The last one counts.
      system = std::move(prompt);
    }
  }
  if (system) source.report.detection(*system);
  for (Detection& base : found) {
    // Of what is made from it; its own may be another.
    attribute(base, "derived-licence", licence);
    source.report.detection(base);
  }
}

}  // namespace bartizan::use::store
