#include "assure/parse/signature/document.h"

#include <algorithm>
#include <span>
#include <vector>

#include "text/base64.h"

namespace bartizan::assure::signature {
namespace {

using text::Node;

std::uint64_t line_at(std::string_view text, std::uint64_t offset) {
  return 1 + static_cast<std::uint64_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

// Readers differ in which of two members of one name they take, so that one text would mean two
// things. Depth is limited by the parser of the tree.
const Node* repeated(const Node& node) {
  if (node.is_object()) {
    std::vector<std::string_view> keys;
    keys.reserve(node.items.size());
    for (const Node& item : node.items) keys.push_back(item.key);
    std::ranges::sort(keys);
    const auto twice = std::ranges::adjacent_find(keys);
    if (twice != keys.end()) return node.find(*twice);
  }
  for (const Node& item : node.items) {
    if (item.items.empty()) continue;
    if (const Node* found = repeated(item)) return found;
  }
  return nullptr;
}

constexpr std::string_view kKinds[] = {"null", "boolean", "number", "text", "list", "object"};

std::string_view name_of(Node::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

}  // namespace

void Complaints::error(std::string code, std::uint64_t line, std::string message) {
  if (++count_ > kMost) return;
  record::put_note(file_.rows, record::Note{record::NoteLevel::error, std::move(code), line, 0,
                                            std::move(message)});
}

std::optional<Node> read_document(Complaints& complaints) {
  record::Foreign& file = complaints.file();
  const std::uint64_t size = file.bytes.size();
  if (size < file.whole_size || !file.budget.charge_memory(size)) {
    complaints.error("limit:size", 0, "is too large to be read as one document");
    return std::nullopt;
  }
  std::string text(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(text)))) {
    complaints.error("io", 0, "could not be read");
    return std::nullopt;
  }
  if (text.empty()) {
    complaints.error("empty", 0, "is empty");
    return std::nullopt;
  }
  auto tree = text::parse_json(text, file.budget);
  if (!tree) {
    complaints.error(base::name(tree.error().code), line_at(text, tree.error().offset),
                     std::string("is no JSON: ") + tree.error().what);
    return std::nullopt;
  }
  if (!tree->is_object()) {
    complaints.error("type", 1, "is no JSON object");
    return std::nullopt;
  }
  if (const Node* twice = repeated(*tree)) {
    complaints.error("repeated", twice->line, "has the member " + twice->key + " twice");
    return std::nullopt;
  }
  return std::move(*tree);
}

const Node* member(const Node& node, std::string_view key, Node::Kind kind, bool required,
                   const std::string& path, Complaints& complaints) {
  const Node* found = node.find(key);
  if (found == nullptr || found->is(Node::Kind::null)) {
    if (required) complaints.error("missing", node.line, "has no " + joined(path, key));
    return nullptr;
  }
  if (found->is(kind)) return found;
  complaints.error("type", found->line,
                   joined(path, key) + " is not of the type " + std::string(name_of(kind)));
  return nullptr;
}

std::string_view text_of(const Node& node, std::string_view key, bool required,
                         const std::string& path, Complaints& complaints) {
  const Node* found = member(node, key, Node::Kind::string, required, path, complaints);
  if (found == nullptr) return {};
  if (required && found->text.empty()) {
    complaints.error("missing", found->line, joined(path, key) + " is empty");
  }
  return found->text;
}

std::string bytes_of(const Node& node, std::string_view key, bool required, const std::string& path,
                     Complaints& complaints) {
  const std::string_view text = text_of(node, key, required, path, complaints);
  auto bytes = text::decode_base64(text);
  if (bytes) return std::move(*bytes);
  complaints.error("base64", node.line, joined(path, key) + " is no base64");
  return {};
}

std::string integer_of(const Node& node, std::string_view key, bool required,
                       const std::string& path, Complaints& complaints) {
  const Node* found = node.find(key);
  if (found == nullptr || found->is(Node::Kind::null)) {
    if (required) complaints.error("missing", node.line, "has no " + joined(path, key));
    return {};
  }
  std::string_view text = found->text;
  // Python's protobuf writes numbers of a Struct as doubles.
  if (found->is(Node::Kind::number) && text.ends_with(".0")) text.remove_suffix(2);
  const bool written = found->is(Node::Kind::number) || found->is_string();
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  // 19 digits are below 2^63.
  if (written && digits && text.size() <= 19 && (text.size() == 1 || text.front() != '0')) {
    return std::string(text);
  }
  complaints.error("type", found->line, joined(path, key) + " is no whole number");
  return {};
}

void put_unknown(const Node& node, std::initializer_list<std::string_view> known,
                 const std::string& path, Complaints& complaints) {
  std::size_t told = 0;
  for (const Node& item : node.items) {
    if (std::ranges::find(known, item.key) != known.end()) continue;
    if (++told > kMostUnknown) break;
    const std::string name = joined(path, item.key);
    complaints.file().rows.row("unknown", {std::string_view(name).substr(0, kLongestName)});
  }
}

}  // namespace bartizan::assure::signature
