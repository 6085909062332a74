// Tables: what stands under the keys of a policy's tables, read as what it must be.
//
// What it is: texts, lists of texts and times of TOML, and the first thing that is wrong with them:
// its line, and what to do. What it is not: what a policy means (read.cc). Inside of gate/read. One
// reader reads one policy; it owns no nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assure/gate/policy.h"
#include "base/time.h"
#include "text/tree.h"

namespace bartizan::assure::gate {

using Words = std::vector<std::string_view>;

// Characters of one text in a list, and of a pattern.
inline constexpr std::size_t kMostPattern = 1000;

std::string quoted(std::string_view word);
// "unknown key "tilte": did you mean "title"? Known here: ..."
std::string unknown(std::string_view what, std::string_view word, const Words& known);

// Each of its functions is false where it refuses.
class TableReader {
 public:
  // What was refused last.
  const PolicyError& problem() const { return error_; }

 protected:
  TableReader() = default;
  ~TableReader() = default;

  bool refuse(std::uint32_t line, std::string what);
  bool refuse(const text::Node& node, std::string what);
  // Whether the table has no other keys.
  bool only(const text::Node& table, const Words& known);
  // What is not there leaves `out` as it is, and is refused where it is required.
  bool text_of(const text::Node& table, std::string_view key, bool required, std::string& out);
  bool texts_of(const text::Node& table, std::string_view key, std::vector<std::string>& out);
  // Required.
  bool time_of(const text::Node& table, std::string_view key, base::Millis& out);

 private:
  PolicyError error_;
};

}  // namespace bartizan::assure::gate
