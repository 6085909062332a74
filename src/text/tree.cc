#include "text/tree.h"

namespace bartizan::text {

const Node* Node::find(std::string_view wanted) const {
  if (kind != Kind::object) return nullptr;
  for (auto member = items.rbegin(); member != items.rend(); ++member) {
    if (member->key == wanted) return &*member;
  }
  return nullptr;
}

const Node* Node::at(std::initializer_list<std::string_view> path) const {
  const Node* node = this;
  for (const std::string_view step : path) {
    node = node->find(step);
    if (node == nullptr) return nullptr;
  }
  return node;
}

std::string_view Node::string(std::string_view wanted) const {
  const Node* member = find(wanted);
  return member != nullptr && member->is_string() ? std::string_view(member->text)
                                                  : std::string_view();
}

}  // namespace bartizan::text
