// The questions are whole, and are found by the words that people use.
#include "share/faq/faq.h"

#include <doctest/doctest.h>

#include "report/policy.h"
#include "share/policy/register.h"
#include "support/schema_check.h"

namespace bartizan::share {
namespace {

std::string best(std::string_view words) {
  const auto found = questions_about(words);
  return found.empty() ? "" : found.front()->id;
}

TEST_CASE("there are enough questions, each with an answer that leads on") {
  CHECK(questions().size() >= 25);
  for (const Question& question : questions()) {
    CAPTURE(question.id);
    CHECK(question.answer.size() > 80);
    CHECK(question.ask.size() > 10);
    CHECK_FALSE(question.commands.empty());
    for (const std::string& id : question.policies) CHECK(policy_called(id) != nullptr);
    CHECK(question_called(question.id) == &question);
    CHECK(best(question.ask) == question.id);
  }
  CHECK(question_called("no-such") == nullptr);
}

TEST_CASE("words lead to the question") {
  CHECK(best("kev") == "what-is-kev");
  CHECK(best("VEX") == "what-is-vex");
  CHECK(best("sbom") == "what-is-a-bom");
  CHECK(best("telemetry") == "does-it-send");
  CHECK(best("high impact") == "what-is-high-impact");
  CHECK(best("deadlines") == "what-must-i-do-by-when");
  CHECK(best("what does a verdict mean") == "what-does-a-verdict-mean");
  CHECK(best("shields up") == "what-is-posture");
  CHECK(best("exit code") == "what-are-exit-codes");
  CHECK(best("14110") == "is-roadmap-in-force");
  CHECK(best("xyzzy").empty());
  CHECK(best("").empty());
  for (int i = 1; i <= 5; ++i) {
    CHECK(best("line of effort " + std::to_string(i)) == "loe-" + std::to_string(i));
  }
}

TEST_CASE("both documents keep to their schemas") {
  tests::SchemaCheck policy(std::string(BARTIZAN_SOURCE_DIR) +
                            "/docs/schemas/policy-1.schema.json");
  report::PolicyView view{"2026-11-23", "2026-11-23", "", policies()};
  CHECK(policy.problem(report::policy_json(view, {})) == "");
  view.since = "2020-01-01";
  CHECK(policy.problem(report::policy_json(view, {})) == "");
  tests::SchemaCheck faq(std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/faq-1.schema.json");
  std::vector<const Question*> all;
  for (const Question& question : questions()) all.push_back(&question);
  CHECK(faq.problem(report::faq_json(all, {})) == "");
}

}  // namespace
}  // namespace bartizan::share
