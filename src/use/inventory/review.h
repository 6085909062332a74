// Review: is a use of AI high-impact? Questions one after another, and what follows from answers.
//
// What it is: a pure state machine over catalogs/inventory/review.toml: answers in, the next
// question or a determination with its reasons out; the same answers always give the same. What it
// is not: legal advice, or a store of answers. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

struct ReviewQuestion {
  std::string_view id, topic, ask, help;
  std::vector<std::string_view> answers;
  std::string_view field;  // of the form that the answer fills; may be empty
  std::vector<Condition> when;
};
const std::vector<ReviewQuestion>& review_questions();

struct Answer {
  std::string question, answer;
  std::string reason;  // the person's; may be empty
};

struct ReviewState {
  const ReviewQuestion* next = nullptr;   // nullptr when nothing is left to ask
  std::size_t asked = 0, left = 0;        // questions that apply, answered or not; as far as known
  std::string determination;              // a value of is_high_impact, "Undetermined", or empty yet
  std::vector<std::string_view> reasons;  // why
  std::vector<std::string_view> to_do;
  std::vector<std::string> refused;  // answers that are none of the question's, or to no question
};
ReviewState review(std::span<const Answer> answers);

// The answers as fields of a declared use case: is_high_impact, HI_justification, the practices.
std::vector<record::Field> review_fields(std::span<const Answer> answers);

}  // namespace bartizan::use
