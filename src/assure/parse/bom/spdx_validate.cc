#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "assure/parse/bom/validate.h"

namespace bartizan::assure::bom {
namespace {

using record::NoteLevel;
using text::Node;

constexpr std::string_view kContext = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
// Elements that the standard itself defines; documents name them without holding them.
constexpr std::string_view kTerms = "https://spdx.org/rdf/3";
constexpr std::string_view kListed = "https://spdx.org/licenses/";

// What the AI and Dataset profiles demand beyond the JSON Schema (SPDX 3.0.1, model, classes
// AIPackage and DatasetPackage, "External properties restrictions").
constexpr std::array<std::string_view, 5> kAi{"releaseTime", "suppliedBy",
                                              "software_downloadLocation",
                                              "software_packageVersion", "software_primaryPurpose"};
constexpr std::array<std::string_view, 6> kDataset{"dataset_datasetType",
                                                   "builtTime",
                                                   "originatedBy",
                                                   "releaseTime",
                                                   "software_downloadLocation",
                                                   "software_primaryPurpose"};

bool is_empty(const Node* node) {
  if (node == nullptr) return true;
  if (node->is_array()) return node->items.empty();
  return node->is_string() && node->text.empty();
}

class Validator {
 public:
  explicit Validator(base::Budget& budget) : schema_("bom-spdx", "3.0.1", budget) {}
  std::vector<Problem> run(const Node& document);

 private:
  void add(NoteLevel level, const Node& at, std::string pointer, const char* rule,
           std::string text) {
    if (problems_.size() >= kMostProblems) return;
    problems_.push_back({level, rule, at.line, std::move(pointer), std::move(text)});
  }
  void context(const Node& document);
  void element(const Node& node, std::vector<std::string> path);
  void profile(const Node& node, const std::string& pointer, std::string_view name,
               std::span<const std::string_view> wanted);
  void references();

  Schema schema_;
  std::vector<Problem> problems_;
  std::vector<Reference> declared_;
  std::vector<Reference> used_;
  std::set<std::string> claimed_;   // profiles that a collection says it conforms to
  std::set<std::string> imported_;  // ids of elements that stand in other documents
  std::size_t documents_ = 0;
};

void Validator::context(const Node& document) {
  const Node* context = document.find("@context");
  if (context == nullptr) {
    add(NoteLevel::error, document, "", "required", "lacks \"@context\"");
    return;
  }
  bool known = context->text == kContext;
  for (const Node& one : context->items) known = known || one.text == kContext;
  if (!known || !context->is_string()) {
    add(NoteLevel::error, *context, "/@context", "context",
        "must be \"" + std::string(kContext) + "\"");
  }
}

void Validator::profile(const Node& node, const std::string& pointer, std::string_view name,
                        std::span<const std::string_view> wanted) {
  // Whoever claims the profile is held to it; others are told what is missing.
  const NoteLevel level =
      claimed_.contains(std::string(name)) ? NoteLevel::error : NoteLevel::warning;
  for (const std::string_view member : wanted) {
    if (is_empty(node.find(member))) {
      add(level, node, pointer, name == "ai" ? "ai-profile" : "dataset-profile",
          "is not conformant to the " + std::string(name) + " profile because it lacks " +
              std::string(member));
    }
  }
  if (const Node* by = node.find("originatedBy");
      name == "dataset" && by != nullptr && by->is_array() && by->items.size() > 1) {
    add(level, *by, pointer + "/originatedBy", "dataset-profile",
        "must name exactly one originator");
  }
}

void Validator::element(const Node& node, std::vector<std::string> path) {
  std::string pointer;
  for (const std::string& segment : path) append_pointer(pointer, segment);
  if (!node.is_object()) {
    add(NoteLevel::error, node, pointer, "type", "must be an element");
    return;
  }
  const std::string type(node.string("type"));
  if (type.empty()) {
    add(NoteLevel::error, node, pointer, "required", "lacks \"type\"");
    return;
  }
  if (!schema_.has(type)) {
    // An extension of somebody else is named by its IRI.
    const bool foreign = type.find(':') != std::string::npos;
    add(foreign ? NoteLevel::info : NoteLevel::error, node, pointer, "class",
        "\"" + type + "\" is no class of SPDX 3.0.1");
    return;
  }
  Schema::Result result = schema_.check(node, type, std::move(path));
  for (Problem& one : result.problems) {
    if (problems_.size() < kMostProblems) problems_.push_back(std::move(one));
  }
  std::move(result.declared.begin(), result.declared.end(), std::back_inserter(declared_));
  std::move(result.used.begin(), result.used.end(), std::back_inserter(used_));
  if (type == "ai_AIPackage") profile(node, pointer, "ai", kAi);
  if (type == "dataset_DatasetPackage") profile(node, pointer, "dataset", kDataset);
}

void Validator::references() {
  std::map<std::string_view, const Reference*> known;
  for (const Reference& one : declared_) {
    const auto [first, fresh] = known.emplace(one.ref, &one);
    if (!fresh && problems_.size() < kMostProblems) {
      problems_.push_back(
          {NoteLevel::error, "duplicate-id", one.line, one.pointer,
           "\"" + one.ref + "\" is the id of " + first->second->pointer + " already"});
    }
  }
  for (const Reference& one : used_) {
    if (known.contains(one.ref) || imported_.contains(one.ref) || one.ref.starts_with(kTerms) ||
        one.ref.starts_with(kListed)) {
      continue;
    }
    const bool made = one.pointer.ends_with("/creationInfo");
    if (problems_.size() >= kMostProblems) break;
    problems_.push_back({made || one.ref.starts_with("_:") ? NoteLevel::error : NoteLevel::warning,
                         "unresolved-id", one.line, one.pointer,
                         "\"" + one.ref + "\" is no element of this document, and not imported"});
  }
}

std::vector<Problem> Validator::run(const Node& document) {
  context(document);
  const Node* graph = document.find("@graph");
  std::vector<const Node*> all;
  if (graph != nullptr && !graph->is_array()) {
    add(NoteLevel::error, *graph, "/@graph", "type", "must be an array");
    graph = nullptr;
  } else if (graph != nullptr) {
    for (const Node& one : graph->items) all.push_back(&one);
    for (const Node& one : document.items) {
      if (one.key == "@graph" || one.key == "@context") continue;
      add(NoteLevel::error, one, "/" + one.key, "member", "may not stand beside \"@graph\"");
    }
  }
  Node alone;
  if (graph == nullptr && document.find("@graph") == nullptr) {
    alone = document;
    std::erase_if(alone.items, [](const Node& one) { return one.key == "@context"; });
    all.push_back(&alone);
  }
  for (const Node* one : all) {
    if (one->string("type") == "SpdxDocument" && ++documents_ > 1) {
      add(NoteLevel::error, *one, "/@graph", "documents", "is the second SpdxDocument; one may be");
    }
    if (const Node* claims = one->find("profileConformance")) {
      for (const Node& claim : claims->items) claimed_.insert(claim.text);
    }
    if (const Node* imports = one->find("import")) {
      for (const Node& entry : imports->items) {
        imported_.insert(std::string(entry.string("externalSpdxId")));
      }
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::string> path;
    if (graph != nullptr) path = {"@graph", std::to_string(i)};
    element(*all[i], std::move(path));
  }
  references();
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  return std::move(problems_);
}

}  // namespace

std::vector<Problem> validate_spdx3(const Node& node, base::Budget& budget) {
  return Validator(budget).run(node);
}

}  // namespace bartizan::assure::bom
