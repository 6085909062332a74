// Names: which use cases a name is most like, without comparing it with all of them.
//
// What it is: an index of the words in the names of use cases. Names that share a rare word are
// compared one by one; those that share only words that many have are ranked once for each such set
// of words. What comes out is what comparing with every name would give (names_test.cc). What it is
// not: an answer; a name that is alike is a suggestion. Borrows the use cases. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "record/inventory.h"

namespace bartizan::use {

struct Suggestion {
  std::string use_case;  // record id
  std::string name;      // of the use case
  double alike = 0;      // 0 to 1
};
inline constexpr std::size_t kMostSuggestions = 3;
// Below this two names have too little in common to trouble anybody with it.
inline constexpr double kAlikeEnough = 0.5;

// Lower case, of two letters or more: "TriageBot" is "bot" and "triage".
std::set<std::string> words_of(std::string_view text);
// How alike two names are, by the words that they share: 0 to 1.
double alike(std::string_view a, std::string_view b);
// What people call it: its name, else its id.
std::string name_of(const record::UseCase& use_case);

class Names {
 public:
  // A word that more names have is common: so many are compared one by one at most.
  static constexpr std::size_t kRare = 64;

  explicit Names(std::span<const record::UseCase> use_cases, std::size_t rare = kRare);

  // At most kMostSuggestions, best first, of equals the first of the inventory.
  std::vector<Suggestion> like(std::string_view name);

 private:
  using Word = std::uint32_t;
  using Ranked = std::vector<std::pair<double, std::uint32_t>>;  // alike, use case

  // Both of these may be what a system is called.
  static constexpr std::array<std::string_view, 2> kFields{"use_case_name", "system_name_ato"};

  std::span<const Word> words_of_name(std::size_t name) const;
  void compare_rare(std::span<const Word> words, std::size_t size, Ranked& into) const;
  const Ranked& ranked_common(std::vector<Word> words, std::size_t size);

  std::span<const record::UseCase> use_cases_;
  std::size_t rare_;
  std::unordered_map<std::string, Word> words_;
  std::vector<std::vector<std::uint32_t>> names_with_;  // by word: names, in their order
  std::vector<Word> flat_;                              // the words of all names, each sorted
  std::vector<std::size_t> ends_;                       // by name: where its words end
  std::vector<std::uint32_t> shared_;                   // by name; 0 between calls
  std::map<std::pair<std::vector<Word>, std::size_t>, Ranked> common_;
};

}  // namespace bartizan::use
