// What the readers of cards share: one attribute as a row, cut and cleaned. One file at a time.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::card {

class Put {
 public:
  explicit Put(record::RowSink& rows) : rows_(rows) {}

  // Says nothing twice, and nothing that says nothing.
  void attribute(std::string_view key, std::string_view value, std::uint32_t line);
  // A text or number of the tree, or each of an array of them.
  void node(std::string_view key, const text::Node* node);

 private:
  record::RowSink& rows_;
  std::set<std::string> said_;
};

// The front matter and the headings of a README.md. `kind` is "model" or "dataset".
void read_front(const text::Node& card, bool dataset, Put& put);
void read_headings(std::string_view text, bool dataset, Put& put);
void read_config(std::string_view name, const text::Node& root, Put& put);

}  // namespace bartizan::assure::card
