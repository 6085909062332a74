#include "scan/formats/recognised/text.h"

#include <algorithm>
#include <string_view>

namespace bartizan::scan::recognised {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Claim claim_if(bool fits) { return fits ? Claim::certain : Claim::no; }

std::string_view head_of(const Probe& probe) { return base::text_of(probe.head); }

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

bool skip(std::string_view& text, std::string_view expected) {
  skip_blanks(text);
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// The root element's tag, without its brackets, after byte order mark, declaration, comments and
// document type; empty when the text is no XML.
std::string_view root_element(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (true) {
    skip_blanks(text);
    if (!text.starts_with('<')) return {};
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?") && !text.starts_with("<!")) break;
    const std::string_view end = comment ? "-->" : text.starts_with("<?") ? "?>" : ">";
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + end.size());
  }
  return text.substr(1, std::min(text.find('>'), text.size()) - 1);
}

bool is_element(std::string_view tag, std::string_view name) {
  const std::string_view written = tag.substr(0, tag.find_first_of(" \t\r\n/"));
  const std::size_t colon = written.find(':');
  return (colon == std::string_view::npos ? written : written.substr(colon + 1)) == name;
}

// The first key of a JSON object, and what follows its colon.
bool first_key(std::string_view& text, std::string_view key) {
  return skip(text, "{") && skip(text, "\"") && text.starts_with(key) && skip(text, key) &&
         text.starts_with('"') && skip(text, "\"") && skip(text, ":");
}

}  // namespace

// Tencent/ncnn src/net.cpp, load_param: the magic, then two counts, each on a line of its own.
Claim claim_ncnn(const Probe& probe) {
  std::string_view text = head_of(probe);
  if (!text.starts_with("7767517") || !skip(text, "7767517")) return Claim::no;
  skip_blanks(text);
  const std::size_t end = text.find('\n');
  return claim_if(end != std::string_view::npos && end > 0 &&
                  text.substr(0, end).find_first_not_of("0123456789 \r") == std::string_view::npos);
}

// microsoft/LightGBM src/boosting/gbdt_model_text.cpp, SaveModelToString.
Claim claim_light_gbm(const Probe& probe) {
  const std::string_view text = head_of(probe);
  return claim_if(text.starts_with("tree\nversion=v") || text.starts_with("tree\r\nversion=v"));
}

// dmlc/xgboost doc/model.schema: {"learner": {...}, "version": [1, 2, 3]}, in any order.
Claim claim_xgboost_json(const Probe& probe) {
  std::string_view text = head_of(probe);
  if (first_key(text, "learner")) {
    return claim_if(skip(text, "{") &&
                    (text.contains("\"gradient_booster\"") ||
                     text.contains("\"learner_model_param\"") || text.contains("\"attributes\"")));
  }
  text = head_of(probe);
  return claim_if(first_key(text, "version") && skip(text, "[") && text.contains("\"learner\""));
}

// Apache MXNet, nnvm::pass::SaveJSON: {"nodes": [{"op": "null", "name": ...
Claim claim_mxnet_symbol(const Probe& probe) {
  std::string_view text = head_of(probe);
  return claim_if(first_key(text, "nodes") && skip(text, "[") && skip(text, "{") &&
                  text.contains("\"op\"") && text.contains("\"name\""));
}

// apple/coremltools mlmodel: the text of an ML program, "program(1.0)" and its build information.
Claim claim_core_ml_program(const Probe& probe) {
  const std::string_view text = head_of(probe);
  return claim_if(text.starts_with("program(") && text.contains("buildInfo"));
}

// dmg.org PMML 4.4, "General Structure".
Claim claim_pmml(const Probe& probe) {
  return claim_if(is_element(root_element(head_of(probe)), "PMML"));
}

// openvinotoolkit/openvino docs, "Operation sets": <net name="..." version="10|11">.
Claim claim_openvino(const Probe& probe) {
  const std::string_view root = root_element(head_of(probe));
  return claim_if(is_element(root, "net") && root.contains(" version="));
}

}  // namespace bartizan::scan::recognised
