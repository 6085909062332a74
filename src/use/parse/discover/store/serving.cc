// Models packed for serving: MLflow's MLmodel (https://mlflow.org/docs/latest/model/) and Triton's
// config.pbtxt (https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/
// user_guide/model_configuration.html).
#include "base/path.h"
#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/store/found.h"
#include "use/parse/discover/store/paths.h"
#include "use/parse/discover/store/readers.h"

namespace bartizan::use::store {
namespace {

using text::Node;
using text::trim;

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

void read_flavors(SourceText& source, const Node& flavors, Detection& found) {
  std::string names;
  for (const Node& flavor : flavors.items) {
    if (flavor.key == "python_function") {
      attribute(found, "loader", flavor.string("loader_module"));
      continue;
    }
    if (!names.empty()) names += ", ";
    names += flavor.key;
    const Node* version = flavor.find(flavor.key + "_version");
    if (version != nullptr) attribute(found, "framework-version", version->text);
    attribute(found, "serialisation", flavor.string("serialization_format"));
    attribute(found, "task", flavor.string("task"));
    const Node* origin = flavor.find("source_model_name");
    if (origin == nullptr || !is_hub_id(origin->text)) continue;
    attribute(found, "base-model", origin->text);
    Detection base = model(origin->text, "huggingface", "mlflow", origin->line);
    base.evidence = trim(text::Lines(source.text).line(origin->line));
    source.report.detection(base);
  }
  attribute(found, "framework", names);
}

}  // namespace

bool claims_mlmodel(std::string_view path, std::string_view) {
  return base::last_part(path) == "MLmodel";
}

void read_mlmodel(SourceText& source) {
  const auto documents = text::parse_yaml(source.text, source.budget);
  if (!documents || documents->empty()) {
    const std::uint32_t line =
        documents
            ? 1
            : text::Lines(source.text).line_of(static_cast<std::size_t>(documents.error().offset));
    malformed(source, line, "the file is no YAML");
    return;
  }
  const Node& root = documents->front();
  const Node* flavors = root.find("flavors");
  if (flavors == nullptr || !flavors->is_object()) {
    malformed(source, 1, "a model without flavours");
    return;
  }
  Detection found = model(folder_of(source.path), "local", "mlflow", flavors->line);
  found.evidence = source.path;
  attribute(found, "title", root.string("name"));
  read_flavors(source, *flavors, found);
  for (const auto& [key, member] :
       {std::pair<std::string_view, std::string_view>{"mlflow-version", "mlflow_version"},
        {"mlflow-run", "run_id"},
        {"model-uuid", "model_uuid"}}) {
    // "0123" without quotes is a number to YAML.
    if (const Node* value = root.find(member)) attribute(found, key, value->text);
  }
  source.report.detection(found);
}

bool claims_triton(std::string_view path, std::string_view) {
  return base::last_part(path) == "config.pbtxt";
}

// Only members of the outermost message: name: "x", platform: "onnxruntime_onnx".
void read_triton(SourceText& source) {
  const text::Lines lines(source.text);
  std::string_view name, platform, backend;
  std::uint32_t at = 1;
  int depth = 0;
  for (std::uint32_t number = 1; number <= lines.count(); ++number) {
    if (!source.budget.charge_steps()) return;
    std::string_view line = trim(lines.line(number));
    line = trim(line.substr(0, line.find('#')));
    const std::size_t colon = line.find(':');
    if (depth == 0 && colon != line.npos) {
      const std::string_view key = trim(line.substr(0, colon));
      const std::string_view value = unquoted(line.substr(colon + 1));
      if (key == "name") {
        name = value;
        at = number;
      }
      if (key == "platform") platform = value;
      if (key == "backend") backend = value;
    }
    for (const char c : line) depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
  }
  // Files of that name belong to TensorFlow's object detection as well.
  if (platform.empty() && backend.empty()) return;
  if (name.empty()) name = base::last_part(folder_of(source.path));
  Detection found = model(name, "local", "triton", at);
  found.evidence = trim(lines.line(at));
  attribute(found, "platform", platform);
  attribute(found, "backend", backend);
  source.report.detection(found);
}

}  // namespace bartizan::use::store
