#include "use/inventory/review.h"

#include <algorithm>

#include "scan/catalog.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

constexpr std::string_view kQuestions = "use/inventory/questions",
                           kOutcomes = "use/inventory/outcomes";
constexpr std::string_view kDetermination = "determination", kPractice = "practice";

struct Outcome {
  std::string_view value, why, todo;
  std::vector<Condition> when;
};

const std::vector<Outcome>& outcomes() {
  static const std::vector<Outcome> all = [] {
    std::vector<Outcome> list;
    const scan::Catalog& catalog = scan::Catalog::embedded();
    for (std::uint32_t row = 0; row < catalog.row_count(kOutcomes); ++row) {
      list.push_back({catalog.cell_at(kOutcomes, row, 2), catalog.cell_at(kOutcomes, row, 3),
                      catalog.cell_at(kOutcomes, row, 4),
                      read_conditions(catalog.cell_at(kOutcomes, row, 5))});
    }
    return list;
  }();
  return all;
}

bool depends_on_determination(const ReviewQuestion& question) {
  return std::ranges::any_of(question.when,
                             [](const Condition& one) { return one.field == kDetermination; });
}

class Review {
 public:
  explicit Review(std::span<const Answer> answers) : answers_(answers) {}

  ReviewState run() {
    check();
    ask([](const ReviewQuestion& question) { return !depends_on_determination(question); });
    if (state_.next != nullptr) return std::move(state_);
    determine();
    ask(depends_on_determination);
    for (const Outcome& outcome : outcomes()) {
      if (outcome.todo.empty() || !holds(outcome.when, value(), {})) continue;
      if (outcome.value == kPractice || outcome.value == state_.determination) {
        state_.to_do.push_back(outcome.todo);
      }
    }
    return std::move(state_);
  }

 private:
  std::function<std::string_view(std::string_view)> value() {
    return [this](std::string_view id) -> std::string_view {
      if (id == kDetermination) return state_.determination;
      // The last answer to a question counts.
      for (std::size_t i = answers_.size(); i-- > 0;) {
        if (answers_[i].question == id && !refused(answers_[i])) return answers_[i].answer;
      }
      return {};
    };
  }

  static bool refused(const Answer& answer) {
    for (const ReviewQuestion& question : review_questions()) {
      if (question.id != answer.question) continue;
      return std::ranges::find(question.answers, std::string_view(answer.answer)) ==
             question.answers.end();
    }
    return true;
  }

  void check() {
    for (const Answer& answer : answers_) {
      if (refused(answer)) state_.refused.push_back(answer.question + " = " + answer.answer);
    }
  }

  template <typename Which>
  void ask(Which which) {
    for (const ReviewQuestion& question : review_questions()) {
      if (!which(question) || !holds(question.when, value(), {})) continue;
      if (!value()(question.id).empty()) {
        ++state_.asked;
      } else {
        ++state_.left;
        if (state_.next == nullptr) state_.next = &question;
      }
    }
  }

  void determine() {
    std::string_view found;
    for (const Outcome& outcome : outcomes()) {
      if (outcome.value == kPractice || !holds(outcome.when, value(), {})) continue;
      if (found.empty()) found = outcome.value;
      if (outcome.value == found) state_.reasons.push_back(outcome.why);
    }
    state_.determination = found;
  }

  std::span<const Answer> answers_;
  ReviewState state_;
};

}  // namespace

const std::vector<ReviewQuestion>& review_questions() {
  static const std::vector<ReviewQuestion> all = [] {
    std::vector<ReviewQuestion> list;
    const scan::Catalog& catalog = scan::Catalog::embedded();
    for (std::uint32_t row = 0; row < catalog.row_count(kQuestions); ++row) {
      list.push_back({catalog.cell_at(kQuestions, row, 1), catalog.cell_at(kQuestions, row, 2),
                      catalog.cell_at(kQuestions, row, 3), catalog.cell_at(kQuestions, row, 4),
                      split(catalog.cell_at(kQuestions, row, 5), '\x1f'),
                      catalog.cell_at(kQuestions, row, 7),
                      read_conditions(catalog.cell_at(kQuestions, row, 6))});
    }
    return list;
  }();
  return all;
}

ReviewState review(std::span<const Answer> answers) { return Review(answers).run(); }

std::vector<record::Field> review_fields(std::span<const Answer> answers) {
  const ReviewState state = review(answers);
  std::vector<record::Field> fields;
  const auto add = [&](std::string_view id, std::string value) {
    fields.push_back({std::string(id), std::move(value), record::Treatment::declared, {}});
  };
  for (const ReviewQuestion& question : review_questions()) {
    if (question.field.empty()) continue;
    for (std::size_t i = answers.size(); i-- > 0;) {
      if (answers[i].question != question.id) continue;
      if (std::ranges::find(question.answers, std::string_view(answers[i].answer)) !=
          question.answers.end()) {
        add(question.field, answers[i].answer);
      }
      break;
    }
  }
  if (state.determination.empty() || state.determination == "Undetermined") return fields;
  add("is_high_impact", state.determination);
  if (!state.determination.starts_with("Presumed")) return fields;
  // The person's reasons, where there are any, else those of the outcome.
  std::string why;
  for (const Answer& answer : answers) {
    if (!answer.reason.empty()) why += (why.empty() ? "" : "; ") + answer.reason;
  }
  for (const std::string_view reason : state.reasons) {
    if (why.empty()) why = reason;
  }
  add("HI_justification", std::move(why));
  return fields;
}

}  // namespace bartizan::use
