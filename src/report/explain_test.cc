#include <doctest/doctest.h>

#include "report/api.h"
#include "report/sample_test.h"
#include "report/topics.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

constexpr TerminalStyle kPeople{.people = true, .color = false, .ascii = false, .columns = 80};

TEST_CASE("a rule's page says what, when, why and what to do") {
  CHECK(sample::matches_golden("explain.rule.txt",
                               explain("bz-pkl-012", sample::catalog(), kPeople)));
}

TEST_CASE("every topic, format and reason has a page, and its name is enough to find it") {
  for (const Topic& topic : all_topics()) {
    CHECK(explain(topic.id, sample::catalog(), kPeople).starts_with(topic.id));
  }
  CHECK(explain("Verdict", sample::catalog(), kPeople).starts_with("verdicts"));
  CHECK(explain("3", sample::catalog(), kPeople).starts_with("exit-codes"));
  CHECK(explain("lfs-pointer", sample::catalog(), kPeople) != "");
  CHECK(explain("encrypted", sample::catalog(), kPeople) != "");
  CHECK(explain("limit:memory", sample::catalog(), kPeople).starts_with("limit"));
  CHECK(explain("rules", sample::catalog(), kPeople).find("BZ-PKL-021") != std::string::npos);
  CHECK(explain("no such thing", sample::catalog(), kPeople) == "");
  CHECK(sample::matches_golden("explain.verdicts.txt",
                               explain("verdicts", sample::catalog(), kPeople)));
}

TEST_CASE("every reason stands in docs/verdicts.md") {
  const std::string page = sample::slurp(BARTIZAN_SOURCE_DIR "/docs/verdicts.md");
  for (const Reason& reason : all_reasons()) {
    INFO(reason.id);
    CHECK(page.find("`" + std::string(reason.id) + "`") != std::string::npos);
    CHECK(explain(reason.id, sample::catalog(), kPeople).starts_with(reason.id));
  }
}

TEST_CASE("a misspelt topic is led to the nearest one") {
  CHECK(nearest_topic("malicous", sample::catalog()) == "malicious");
  CHECK(nearest_topic("bz-spn-01", sample::catalog()) == "BZ-SPN-001");
  CHECK(nearest_topic("qqqqqqqq", sample::catalog()) == "");
  CHECK(topics(sample::catalog(), kPeople).find("exit-codes") != std::string::npos);
}

}  // namespace
}  // namespace bartizan::report
