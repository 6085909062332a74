#include "assure/parse/bom/reading.h"

#include "assure/parse/bom/schema.h"

namespace bartizan::assure::bom {
namespace {

using text::Node;

// Paths named for one member; a person reads them.
constexpr std::size_t kMostBeyond = 32;

}  // namespace

std::string_view scalar(const Node* node) {
  if (node == nullptr || node->is_array() || node->is_object() || node->is(Node::Kind::null)) {
    return {};
  }
  return node->text;
}

void Keeper::keep(std::string key, const Node* value, const std::string& pointer) {
  if (value == nullptr || scalar(value).empty()) {
    if (value != nullptr && value->is_string()) taken(value);  // an empty text says nothing
    return;
  }
  keep(std::move(key), value->text, pointer, {value});
}

void Keeper::keep(std::string key, std::string value, const std::string& pointer,
                  std::initializer_list<const Node*> from) {
  for (const Node* node : from) taken(node);
  if (places_ != nullptr) places_->push_back({pointer, component_.attributes.size()});
  component_.add(std::move(key), std::move(value));
}

void Keeper::beyond(const Node& node, const std::string& path,
                    std::vector<std::string>& out) const {
  if (out.size() > kMostBeyond || taken_.contains(&node)) return;
  if (!node.is_array() && !node.is_object()) {
    out.push_back(path);
    return;
  }
  for (std::size_t i = 0; i < node.items.size() && out.size() <= kMostBeyond; ++i) {
    const std::string segment = node.is_object() ? node.items[i].key : std::to_string(i);
    beyond(node.items[i], path.empty() ? segment : path + "/" + segment, out);
  }
}

void Keeper::raw(const Node& member) {
  Raw raw = element(member);
  raw.key = member.key;
  component_.raw.push_back(std::move(raw));
}

Raw Keeper::element(const Node& node) const {
  Raw raw{"element", to_json(node), {}};
  beyond(node, "", raw.beyond);
  if (raw.beyond.size() > kMostBeyond) {
    raw.beyond.resize(kMostBeyond);
    raw.beyond.push_back("...");
  }
  return raw;
}

Raw Keeper::raw_of(const Node& member) { return {member.key, to_json(member), {""}}; }

}  // namespace bartizan::assure::bom
