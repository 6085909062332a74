// Topics: short texts about the words that reports use. docs/verdicts.md says more.
//
// Constant data. Rules, formats and unread reasons have their own tables and are no topics here.
#pragma once

#include <span>
#include <string_view>

namespace bartizan::report {

struct Topic {
  std::string_view id;     // "malicious", "exit-codes" ...
  std::string_view group;  // heading in the list of topics
  std::string_view title;  // one sentence
  std::string_view body;   // paragraphs separated by line breaks; "- " starts a list item
};

std::span<const Topic> all_topics();

}  // namespace bartizan::report
