// Evidence, answers and actions come back as they went in; what is newer stands beside the older.
#include "store/evidence.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "store/store.h"

namespace bartizan::store {
namespace {

using record::EvidenceKind;
constexpr Millis kNow = 1'795'000'000'000;
constexpr Millis kDay = 86'400'000;

std::unique_ptr<Store> memory() {
  auto store = open({"", true, 0});
  REQUIRE(store.has_value());
  return std::move(*store);
}

record::Evidence scanned(const char* subject, const char* system, const char* verdict, Millis at) {
  record::Evidence e;
  e.kind = EvidenceKind::scan;
  e.system = system;
  e.subject = subject;
  e.name = "a\nb\\x41\xff";
  e.sha256 = std::string(64, 'a');
  e.producer = "scan 0.1.0";
  e.at = at;
  e.expires = at + 7 * kDay;
  e.facts = {{"verdict", verdict}, {"zone", "x\xfe"}};
  e.spans = {{"m\xfd › n", 0xFFFFFFFFFFFFFFFF, 2, "BZ-PKL-001"}};
  e.id = record::evidence_id(e);
  return e;
}

TEST_CASE("the newest piece about a subject counts, and the older ones are kept") {
  const auto store = memory();
  Evidence& evidence = store->evidence();
  const auto old = scanned("/a/x\xff", "found_a", "clean", kNow);
  const auto fresh = scanned("/a/x\xff", "found_a", "malicious", kNow + 1);
  const auto again = scanned("/a/x\xff", "found_a", "clean", kNow + 2);
  const auto other = scanned("/a/y", "found_a", "clean", kNow);
  const auto whole = scanned("/a/x\xff", "", "clean", kNow);
  REQUIRE(evidence.add({fresh, old, other, whole}));
  REQUIRE(evidence.add({old}));  // kept once
  CHECK(evidence.latest("found_a").value() == std::vector{fresh, other});
  CHECK(evidence.latest_of_organisation().value() == std::vector{whole});
  CHECK(evidence.latest("").value().size() == 3);
  CHECK(evidence.latest("found_b").value().empty());
  CHECK(evidence.about(EvidenceKind::scan, "/a/x\xff").value() == std::vector{old, whole, fresh});
  CHECK(evidence.about(EvidenceKind::gate, "/a/x\xff").value().empty());
  CHECK(evidence.piece(old.id).value() == old);
  REQUIRE(evidence.add({again}));
  CHECK(evidence.piece(old.id).value() == again);  // the same outcome, seen later
  CHECK(evidence.latest("found_a").value().front() == again);
  CHECK_FALSE(evidence.piece("evidence_none").value());
}

record::Answer answered(const char* id, Millis at) {
  return {id,
          "cisa-roadmap",
          "1.1",
          "found_a",
          record::Status::met,
          "Ana",
          "we\xff do",
          "",
          "",
          at,
          at + kDay,
          {"evidence_a", "evidence_b"},
          0,
          ""};
}

TEST_CASE("answers are never changed, only taken back, and keep their attachments") {
  const auto store = memory();
  Evidence& evidence = store->evidence();
  const record::Answer plain = answered("answer_1", kNow + 1);
  record::Answer proven = answered("answer_2", kNow);
  proven.system = "";
  proven.attachment = "minutes.pdf";
  const std::string bytes("%PDF\0\xff", 6);
  const Attachment file{"minutes.pdf", base::hex(base::sha256(bytes)), bytes};
  proven.attachment_sha256 = file.sha256;

  CHECK_FALSE(evidence.put_answer(proven, nullptr));  // its attachment is not there
  const Attachment wrong{"minutes.pdf", file.sha256, "other"};
  CHECK_FALSE(evidence.put_answer(proven, &wrong));
  record::Answer eternal = plain;
  eternal.expires = 0;
  CHECK_FALSE(evidence.put_answer(eternal, nullptr));
  REQUIRE(evidence.put_answer(plain, nullptr));
  REQUIRE(evidence.put_answer(proven, &file));
  CHECK(evidence.answers("", "").value() == std::vector{proven, plain});
  CHECK(evidence.answers("cisa-roadmap", "found_a").value() == std::vector{plain});
  CHECK(evidence.answers("", "found_a").value() == std::vector{plain});
  CHECK(evidence.answers("other", "").value().empty());
  const auto kept = evidence.attachment(file.sha256).value();
  REQUIRE(kept);
  CHECK(kept->name == "minutes.pdf");
  CHECK(kept->bytes == bytes);
  CHECK_FALSE(evidence.attachment(std::string(64, '0')).value());

  record::Answer changed = plain;
  changed.status = record::Status::unmet;
  REQUIRE(evidence.put_answer(changed, nullptr));
  CHECK(evidence.answers("", "found_a").value() == std::vector{plain});

  CHECK(evidence.withdraw_answer("answer_1", "Ben", kNow + 5).value());
  CHECK_FALSE(evidence.withdraw_answer("answer_1", "Cho", kNow + 6).value());
  CHECK_FALSE(evidence.withdraw_answer("answer_9", "Cho", kNow + 6).value());
  const record::Answer back = evidence.answers("", "found_a").value().front();
  CHECK(back.withdrawn == kNow + 5);
  CHECK(back.withdrawn_by == "Ben");
}

TEST_CASE("the last word about an action counts, and what it was before is kept") {
  const auto store = memory();
  Evidence& evidence = store->evidence();
  using record::ActionState;
  record::Action late{"action_a",        "f",   "r", "s", "fix\xff", "Ana", 0,
                      ActionState::open, "Ben", 1,   1,   ""};
  record::Action soon{"action_b", "", "", "", "test", "", kNow, ActionState::open, "Ben", 1, 1, ""};
  REQUIRE(evidence.put_action(late));
  REQUIRE(evidence.put_action(soon));
  REQUIRE(evidence.put_action(soon));
  CHECK(evidence.actions("").value() == std::vector{soon, late});
  CHECK(evidence.actions("s").value() == std::vector{late});
  record::Action done = late;
  done.state = ActionState::done;
  done.changed = 2;
  done.note = "done";
  REQUIRE(evidence.put_action(done));
  CHECK(evidence.actions("s").value() == std::vector{done});
  CHECK(evidence.action_history("action_a").value() == std::vector{late, done});
  CHECK(evidence.action_history("action_b").value().size() == 1);
}

TEST_CASE("a standing is kept when it changed, and once a day") {
  const auto store = memory();
  Evidence& evidence = store->evidence();
  const record::Standing first{"f", "r1", "s", kNow, record::Status::met, {"e1", "e2"}, "why"};
  record::Standing same = first, changed = first, tomorrow = first, other = first;
  same.at += 1;
  changed.at += 2;
  changed.status = record::Status::unmet;
  changed.evidence = {};
  tomorrow = changed;
  tomorrow.at = kNow + kDay;
  other.requirement = "r2";
  other.system = "";
  other.at += 3;
  REQUIRE(evidence.put_standings({first, same, changed}));
  REQUIRE(evidence.put_standings({tomorrow, other}));
  CHECK(evidence.standings("f", "", "", 0).value() == std::vector{first, changed, other, tomorrow});
  CHECK(evidence.standings("f", "r1", "s", kNow + 1).value() == std::vector{changed, tomorrow});
  CHECK(evidence.standings("f", "r2", "", 0).value() == std::vector{other});
  CHECK(evidence.standings("g", "", "", 0).value().empty());
}

}  // namespace
}  // namespace bartizan::store
