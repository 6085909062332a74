// The parser "statement". https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md,
// https://github.com/ossf/model-signing-spec, https://slsa.dev/spec/v1.0/provenance
#include "assure/parse/signature/statement.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "assure/parse/signature/document.h"
#include "assure/parse/signature/hex.h"
#include "assure/parse/signature/parse.h"
#include "assure/parse/signature/resource.h"

namespace bartizan::assure::signature {
namespace {

using text::Node;
using enum text::Node::Kind;

class Reader {
 public:
  explicit Reader(record::Foreign& file) : complaints_(file), rows_(file.rows) {}
  void read();

 private:
  void subject(const Node& node, std::string_view kind, const std::string& path);
  void subjects(const Node& root);
  void model(const Node& root);
  void serialization(const Node& node);
  void resource(const Node& node, Method method);
  void legacy(const Node& root);
  void provenance(const Node& root);
  std::string_view text(const Node& node, std::string_view key, bool required,
                        const std::string& path) {
    return text_of(node, key, required, path, complaints_);
  }
  const Node* object(const Node& node, std::string_view key, bool required,
                     const std::string& path) {
    return member(node, key, Node::Kind::object, required, path, complaints_);
  }

  Complaints complaints_;
  record::RowSink& rows_;
};

void Reader::subject(const Node& node, std::string_view kind, const std::string& path) {
  if (!node.is_object()) return complaints_.error("type", node.line, path + " holds no object");
  std::string_view name = node.string("uri");
  if (kind == "subject" || name.empty()) name = node.string("name");
  rows_.row(kind, {name.substr(0, kLongestResource)});
  const Node* digests = object(node, "digest", kind == "subject", path);
  if (digests == nullptr) return;
  for (const Node& one : digests->items) {
    // gitCommit and its like are hexadecimal too.
    if (!one.is_string() || one.text.empty() || !from_hex(one.text)) {
      complaints_.error("digest", one.line, path + ".digest." + one.key + " is not hexadecimal");
      continue;
    }
    rows_.row("digest", {one.key, to_hex(*from_hex(one.text))});
  }
}

void Reader::subjects(const Node& root) {
  const Node* list = member(root, "subject", array, true, "", complaints_);
  if (list == nullptr) return;
  if (list->items.empty()) complaints_.error("missing", list->line, "has no subject");
  if (list->items.size() > kMostResources) {
    return complaints_.error("limit:resources", list->line, "has more subjects than can be read");
  }
  for (const Node& one : list->items) subject(one, "subject", "subject");
}

void Reader::serialization(const Node& node) {
  const std::string path = "predicate.serialization";
  const std::string_view method = text(node, "method", true, path);
  const std::string_view hash = text(node, "hash_type", true, path);
  const std::string size = integer_of(node, "shard_size", method == "shards", path, complaints_);
  if (method != "shards" && method != "files") {
    complaints_.error("method", node.line, path + ".method is neither files nor shards");
  }
  if (method == "shards" && size == "0") {
    complaints_.error("type", node.line, path + ".shard_size is 0");
  }
  if (method == "files" && !size.empty()) {
    complaints_.error("ambiguous", node.line, path + " has a shard_size and signs whole files");
  }
  const Node* links = member(node, "allow_symlinks", boolean, true, path, complaints_);
  rows_.row("serialization",
            {method, hash, size, links != nullptr && links->text == "true" ? "links" : ""});
  if (const Node* list = member(node, "ignore_paths", array, false, path, complaints_)) {
    for (const Node& one : list->items) {
      if (one.is_string() && !one.text.empty() && one.text.size() <= kLongestResource) {
        rows_.row("ignore", {one.text});
      } else {
        complaints_.error("type", one.line, path + ".ignore_paths holds no path");
      }
    }
  }
  put_unknown(node, {"method", "hash_type", "shard_size", "allow_symlinks", "ignore_paths"}, path,
              complaints_);
}

void Reader::resource(const Node& node, Method method) {
  const std::string path = "predicate.resources";
  if (!node.is_object()) return complaints_.error("type", node.line, path + " holds no object");
  Resource made;
  made.name = text(node, "name", true, path);
  const std::string_view algorithm = text(node, "algorithm", true, path);
  const std::string_view digest = text(node, "digest", true, path);
  const auto bytes = from_hex(digest);
  if (!bytes) complaints_.error("digest", node.line, path + ".digest is not hexadecimal");
  if (const char* wrong = split_resource(made, method)) {
    complaints_.error("name", node.line, "the resource " + made.name.substr(0, 200) + " " + wrong);
  }
  rows_.row("resource", {std::string_view(made.name).substr(0, kLongestResource), algorithm,
                         bytes ? std::string_view(*bytes) : std::string_view()});
}

void Reader::model(const Node& root) {
  const Node* predicate = object(root, "predicate", true, "");
  if (predicate == nullptr) return;
  const Node* how = object(*predicate, "serialization", true, "predicate");
  if (how != nullptr) serialization(*how);
  const Method method =
      how != nullptr && how->string("method") == "shards" ? Method::shards : Method::files;
  const Node* list = member(*predicate, "resources", array, true, "predicate", complaints_);
  if (list == nullptr) return;
  if (list->items.size() > kMostResources) {
    return complaints_.error("limit:resources", list->line, "has more resources than can be read");
  }
  for (const Node& one : list->items) resource(one, method);
  put_unknown(*predicate, {"serialization", "resources"}, "predicate", complaints_);
}

// Nothing but subjects: each is a file with its SHA-256.
void Reader::legacy(const Node& root) {
  rows_.row("legacy", {});
  const Node* list = root.find("subject");
  if (list == nullptr || !list->is_array() || list->items.size() > kMostResources) return;
  for (const Node& one : list->items) {
    Resource made;
    made.name = one.string("name");
    const Node* digests = one.find("digest");
    const auto bytes = digests == nullptr ? std::nullopt : from_hex(digests->string("sha256"));
    if (!bytes || bytes->size() != 32) {
      complaints_.error("digest", one.line, "a subject has no sha256");
      continue;
    }
    if (const char* wrong = split_resource(made, Method::files)) {
      complaints_.error("name", one.line, "the subject " + made.name.substr(0, 200) + " " + wrong);
    }
    rows_.row("resource",
              {std::string_view(made.name).substr(0, kLongestResource), "sha256", *bytes});
  }
}

void Reader::provenance(const Node& root) {
  const Node* predicate = object(root, "predicate", true, "");
  if (predicate == nullptr) return;
  const std::string path = "predicate";
  const Node empty;
  const auto inside = [&](const Node& node, std::string_view key) -> const Node& {
    const Node* found = node.find(key);
    return found != nullptr && found->is_object() ? *found : empty;
  };
  const bool first = predicate->find("buildDefinition") == nullptr;  // v0.2
  const Node& definition = inside(*predicate, "buildDefinition");
  const Node& run = inside(*predicate, "runDetails");
  const Node& about = inside(first ? *predicate : run, "metadata");
  const Node& builder = inside(first ? *predicate : run, "builder");
  const auto cut = [](std::string_view text) { return text.substr(0, kLongestResource); };
  rows_.row("provenance",
            {cut((first ? *predicate : definition).string("buildType")), cut(builder.string("id")),
             cut(about.string(first ? "buildInvocationId" : "invocationId")),
             cut(about.string(first ? "buildStartedOn" : "startedOn")),
             cut(about.string(first ? "buildFinishedOn" : "finishedOn"))});
  const Node* materials =
      first ? predicate->find("materials") : definition.find("resolvedDependencies");
  if (materials == nullptr || !materials->is_array()) return;
  if (materials->items.size() > kMostResources) {
    return complaints_.error("limit:resources", materials->line, "has too many materials");
  }
  for (const Node& one : materials->items) subject(one, "material", path + ".materials");
}

void Reader::read() {
  const auto root = read_document(complaints_);
  if (!root) return;
  const std::string_view type = text(*root, "_type", true, "");
  const std::string_view predicate = text(*root, "predicateType", true, "");
  if (type != kStatementV1 && type != kStatementV01) {
    complaints_.error("type", 1, "is no in-toto statement: _type is another one");
  }
  rows_.row("statement", {type, predicate});
  subjects(*root);
  if (predicate == kModelPredicate) model(*root);
  if (predicate == kModelPredicateV02) legacy(*root);
  if (predicate.starts_with(kProvenance)) provenance(*root);
  put_unknown(*root, {"_type", "subject", "predicateType", "predicate"}, "", complaints_);
  if (complaints_.file().budget.exhausted()) {
    complaints_.error("limit", 0, "was not read to its end: a limit was hit");
  }
}

}  // namespace

std::string_view Subject::digest(std::string_view algorithm) const {
  for (const auto& [kind, value] : digests) {
    if (kind == algorithm) return value;
  }
  return {};
}

void parse_statement(record::Foreign& file) { Reader(file).read(); }

}  // namespace bartizan::assure::signature
