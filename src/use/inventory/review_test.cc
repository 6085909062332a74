#include "use/inventory/review.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>

namespace bartizan::use {
namespace {

// Answers every question with what `choose` gives, until none is left.
template <typename Choose>
std::vector<Answer> answer_all(Choose choose) {
  std::vector<Answer> answers;
  for (ReviewState state = review(answers); state.next != nullptr; state = review(answers)) {
    REQUIRE(answers.size() <= review_questions().size());
    answers.push_back({std::string(state.next->id), std::string(choose(*state.next)), {}});
  }
  return answers;
}

std::string_view value(const std::vector<record::Field>& fields, std::string_view id) {
  const auto at = std::ranges::find(fields, id, &record::Field::id);
  return at == fields.end() ? std::string_view() : std::string_view(at->value);
}

TEST_CASE("all seven practices, privacy, civil rights and civil liberties are asked about") {
  std::set<std::string_view> topics;
  int practices = 0;
  for (const ReviewQuestion& question : review_questions()) {
    topics.insert(question.topic);
    practices += question.topic.starts_with("practice ");
    CHECK_FALSE(question.answers.empty());
  }
  CHECK(practices == 7);
  for (const char* topic : {"privacy", "civil rights", "civil liberties"}) {
    CHECK(topics.contains(topic));
  }
}

TEST_CASE("a use that decides nothing and has no presumed purpose is not high-impact") {
  const auto answers = answer_all([](const ReviewQuestion& question) -> std::string_view {
    if (question.id == "stage") return "Deployed";
    return "no";
  });
  CHECK(answers.size() == 3);  // nothing about effects or practices
  const ReviewState state = review(answers);
  CHECK(state.determination == "Not High-impact");
  CHECK(state.reasons.size() == 1);
  CHECK(value(review_fields(answers), "development_stage") == "Deployed");
}

TEST_CASE("a principal basis with effects on rights is high-impact, and asks for the practices") {
  const auto answers = answer_all([](const ReviewQuestion& question) -> std::string_view {
    if (question.id == "stage") return "Deployed";
    if (question.id == "basis" || question.id == "civil_rights" || question.id == "privacy") {
      return "yes";
    }
    return question.answers.back() == "No" ? "No" : "no";
  });
  const ReviewState state = review(answers);
  CHECK(state.determination == "High-impact");
  CHECK(state.reasons.size() == 2);
  CHECK(state.to_do.size() == 7);
  CHECK(value(review_fields(answers), "is_high_impact") == "High-impact");
}

TEST_CASE("presumed but not: the person's reason is the justification") {
  const std::vector<Answer> answers{
      {"stage", "Pilot", ""}, {"basis", "no", "it only sorts mail"}, {"presumed", "yes", ""}};
  const ReviewState state = review(answers);
  CHECK(state.next == nullptr);
  CHECK(state.determination == "Presumed High-Impact, but Not High-impact");
  CHECK(value(review_fields(answers), "HI_justification") == "it only sorts mail");
}

TEST_CASE("unsure is never not") {
  const auto answers = answer_all([](const ReviewQuestion& question) -> std::string_view {
    if (question.id == "stage") return "Pilot";
    return question.id == "basis" ? "unsure" : "no";
  });
  const ReviewState state = review(answers);
  CHECK(state.determination == "Undetermined");
  CHECK_FALSE(state.to_do.empty());
  CHECK(value(review_fields(answers), "is_high_impact").empty());
}

TEST_CASE("any answers end in a determination; answers to nothing are refused") {
  rc::check([] {
    const auto picks =
        *rc::gen::container<std::vector<unsigned>>(40, rc::gen::arbitrary<unsigned>());
    std::size_t next = 0;
    const auto answers = answer_all([&](const ReviewQuestion& question) {
      return question.answers[picks[next++ % picks.size()] % question.answers.size()];
    });
    const ReviewState state = review(answers);
    RC_ASSERT(!state.determination.empty());
    RC_ASSERT(!state.reasons.empty());
    RC_ASSERT(state.refused.empty());
    RC_ASSERT(state.left == 0U);
  });
  const std::vector<Answer> nonsense{{"basis", "perhaps", ""}, {"colour", "red", ""}};
  CHECK(review(nonsense).refused.size() == 2);
  CHECK(review(nonsense).next != nullptr);
}

}  // namespace
}  // namespace bartizan::use
