// FAQ: what newcomers and readers of the roadmap ask, and answers.
//
// What it is: the entries of catalogs/faq.toml and a search by words. What it is not: the pages of
// `explain` about rules and formats. Entries live as long as the process; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::share {

struct Question {
  std::string id;     // "what-is-kev"
  std::string group;  // "trust"
  std::string ask;
  std::vector<std::string> words;  // that people use for it
  std::string answer;
  std::vector<std::string> commands;  // "bartizan clock"
  std::vector<std::string> policies;  // ids of the register
};

// Those of a group stand together.
std::span<const Question> questions();
const Question* question_called(std::string_view id);
// Those that have all the words, best first; those that have most of them where none has all.
std::vector<const Question*> questions_about(std::string_view words);

}  // namespace bartizan::share
