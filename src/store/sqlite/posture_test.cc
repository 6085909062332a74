// The posture, readiness and risks come back as they went in; nothing that was said is lost.
#include <doctest/doctest.h>

#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

constexpr Millis kNow = 1'795'000'000'000;

using tests::memory;

TEST_CASE("the log of the posture keeps its order, and each change once") {
  const auto store = memory();
  Posture& posture = store->posture();
  const record::PostureChange up{"posture_a", true,   kNow,           kNow + 1000,
                                 "strict",    "a\nb", "A. Person\xff"};
  const record::PostureChange down{"posture_b", false, kNow + 1, 0, "", "over", "B. Person"};
  REQUIRE(posture.put_posture(up).has_value());
  REQUIRE(posture.put_posture(down).has_value());
  REQUIRE(posture.put_posture(up).has_value());
  CHECK(posture.posture_history().value() == std::vector{up, down});
  record::PostureChange endless = up;
  endless.id = "posture_c";
  endless.until = kNow;
  CHECK_FALSE(posture.put_posture(endless).has_value());
}

TEST_CASE("readiness: the last state of each record counts") {
  const auto store = memory();
  Posture& posture = store->posture();
  record::Readiness exercise;
  exercise.id = "readiness_a";
  exercise.kind = record::ReadinessKind::restore_test;
  exercise.system = "found_a";
  exercise.system_name = "triage";
  exercise.what = "weights restored\nfrom tape";
  exercise.by = "A. Person";
  exercise.at = kNow - 5;
  exercise.next = kNow + 5;
  exercise.attachment = "report \xff.pdf";
  const Attachment report = attachment_of("report \xff.pdf", "played through\n");
  exercise.attachment_sha256 = report.sha256;
  exercise.recorded = kNow;
  record::Readiness other = exercise;
  other.id = "readiness_b";
  other.system = "";
  other.recorded = kNow + 1;
  REQUIRE(posture.put_readiness(exercise, &report).has_value());
  CHECK(store->evidence().attachment(report.sha256).value()->bytes == report.bytes);
  Attachment exchanged = report;
  exchanged.bytes += '.';
  CHECK_FALSE(posture.put_readiness(other, &exchanged).has_value());
  REQUIRE(posture.put_readiness(other, nullptr).has_value());
  CHECK(posture.readiness("").value() == std::vector{exercise, other});
  exercise.withdrawn = kNow + 2;
  exercise.withdrawn_by = "B. Person";
  REQUIRE(posture.put_readiness(exercise, nullptr).has_value());
  CHECK(posture.readiness("").value() == std::vector{exercise, other});
  CHECK(posture.readiness("found_a").value() == std::vector{exercise});
}

TEST_CASE("risks keep each of their states") {
  const auto store = memory();
  Posture& posture = store->posture();
  record::Risk risk;
  risk.id = "risk_a";
  risk.sector = "water-and-wastewater-systems";
  risk.category = "attacks-targeting-ai";
  risk.scenario = "poisoned forecasts";
  risk.atlas = {"AML.T0010", "AML.T0020"};
  risk.owner = "A. Person";
  risk.notes = {"who", "where", "how much", "what"};
  risk.by = "A. Person";
  risk.at = kNow;
  risk.changed = kNow;
  risk.changed_by = "A. Person";
  REQUIRE(posture.put_risk(risk).has_value());
  record::Risk later = risk;
  later.state = record::RiskState::treated;
  later.changed = kNow + 1;
  REQUIRE(posture.put_risk(later).has_value());
  CHECK(posture.risks().value() == std::vector{later});
  CHECK(posture.risk_history("risk_a").value() == std::vector{risk, later});
  CHECK(posture.risk_history("risk_b").value().empty());
}

}  // namespace
}  // namespace bartizan::store
