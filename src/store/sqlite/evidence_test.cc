// Evidence, answers and actions come back as they went in; what is newer stands beside the older.
#include "store/evidence.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

using record::EvidenceKind;
constexpr Millis kNow = 1'795'000'000'000;
constexpr Millis kDay = 86'400'000;

using tests::memory;

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

TEST_CASE("what is known of answers about the organisation is not read again, and all else is") {
  const auto store = memory();
  Evidence& evidence = store->evidence();
  record::Answer first = answered("answer_1", kNow), second = answered("answer_2", kNow + 1);
  first.system = second.system = "";
  REQUIRE(evidence.put_answer(first, nullptr));
  const auto known = evidence.answers_of_organisation().value();
  REQUIRE(known == std::vector{first});
  REQUIRE(evidence.put_answer(second, nullptr));
  REQUIRE(evidence.withdraw_answer(first.id, "bob", kNow + 2).value());
  const auto renewed = evidence.answers_of_organisation(known).value();
  CHECK(renewed == evidence.answers_of_organisation().value());
  CHECK(renewed.front().withdrawn == kNow + 2);
  CHECK(renewed.front().evidence == first.evidence);

  record::Answer third = answered("answer_3", kNow + 3);
  third.system = "system_a";
  REQUIRE(evidence.put_answer(third, nullptr));
  CHECK(evidence.answers_of_systems().value() == std::vector{third});
  CHECK(evidence.answers_of_organisation().value() == renewed);
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
  proven.attachment_size = bytes.size();
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

void see(Store& store, const char* path, char byte, record::Verdict verdict, Millis at) {
  record::Run run;
  run.tool_version = "9";
  const std::string scan = store.begin_scan(run, at).value();
  record::Artifact a;
  if (byte != 0) a.sha256 = std::string(64, byte);
  a.size = 7;
  a.format = "zlib";
  a.verdict = verdict;
  a.members = {{0, "", 7, std::nullopt, {"zlib"}, {}}, {0, "x", 7, std::nullopt, {"joblib"}, {}}};
  record::Finding f;
  f.rule = "BZ-PKL-001";
  f.severity = record::Severity::high;
  f.member = 1;
  f.range = {1, 2};
  f.subject = "posix.system";
  f.accepted_by = "exception_a";
  a.findings = {f};
  REQUIRE(store.record_sighting(scan, {path, at - 5, at}, a));
  REQUIRE(store.finish_scan(scan, {}, at));
}

TEST_CASE("the last sighting of a file counts, of a folder those of everything below it") {
  const auto store = memory();
  using enum record::Verdict;
  see(*store, "/m/a", 'a', clean, kNow);
  see(*store, "/m/a", 'b', suspicious, kNow + 1);
  see(*store, "/m/sub/b\xff", 'c', clean, kNow);
  see(*store, "/m/readme", 'd', not_a_model, kNow);
  see(*store, "/m0", 'e', clean, kNow);
  const auto models = store->last_seen("/m", true).value();
  REQUIRE(models.size() == 2);
  CHECK(models[0].path == "/m/a");
  CHECK(models[0].seen == kNow + 1);
  CHECK(models[0].modified == kNow - 4);
  CHECK(models[0].sha256 == std::string(64, 'b'));
  CHECK(models[0].verdict == suspicious);
  CHECK(models[0].engine == "9");
  CHECK(models[0].formats == std::vector<std::string>{"joblib", "zlib"});
  CHECK(models[0].findings ==
        std::vector<SeenFinding>{
            {"BZ-PKL-001", record::Severity::high, "x", 1, 2, true, "posix.system", "exception_a"}});
  CHECK(models[1].path == "/m/sub/b\xff");
  CHECK(store->last_seen("/m", false).value().size() == 3);
  CHECK(store->last_seen("/m/a", true).value().size() == 1);
  CHECK(store->last_seen("/other", true).value().empty());

  CHECK(store->changed_since("/m", kNow).value());
  CHECK_FALSE(store->changed_since("/m", kNow + 1).value());
  CHECK_FALSE(store->changed_since("/m/sub", kNow).value());
  see(*store, "/m/a", 'b', suspicious, kNow + 2);  // the same bytes again
  CHECK_FALSE(store->changed_since("/m/a", kNow + 1).value());
  see(*store, "/m/new", 'f', malicious, kNow + 2);  // nobody knows what it was before
  CHECK_FALSE(store->changed_since("/m/new", kNow + 1).value());

  const SeenTotals totals = store->seen_totals(kNow + 1).value();
  CHECK(totals.clean == 2);
  CHECK(totals.suspicious == 1);
  CHECK(totals.malicious == 1);
  CHECK(totals.stale == 2);
}

TEST_CASE("systems are listed without their components, and one is read alone") {
  const auto store = memory();
  Place place;
  place.path = "/p\xfe";
  place.read = kNow;
  record::Component c;
  c.id = "component_a";
  c.name = "torch";
  c.attributes = {{"licence", "MIT", record::Provenance::declared, "x:1"}};
  place.components = {c};
  place.systems = {{"found_b", "b", "B", "", "", {}, {}},
                   {"found_a", ".", "A", "team", "U-1", {"component_a"}, {}}};
  REQUIRE(store->estate().replace(place));
  const auto rows = store->estate().systems().value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].system.id == "found_a");
  CHECK(rows[0].system.use_case == "U-1");
  CHECK(rows[0].system.components.empty());
  CHECK(rows[0].place == "/p\xfe");
  CHECK(rows[0].read == kNow);
  CHECK(store->estate().system("found_b").value() == rows[1]);
  CHECK_FALSE(store->estate().system("found_c").value());
  CHECK(store->estate().systems_in("/p\xfe").value() == rows);
  CHECK(store->estate().systems_in("/p").value().empty());
  CHECK(store->estate().systems_of("U-1").value() == std::vector{rows[0]});
  CHECK(store->estate().components_of("found_a").value() == std::vector{c});
  CHECK(store->estate().components_of("found_b").value().empty());
}

TEST_CASE("use cases in brief are those of the inventory, with what lists show") {
  const auto store = memory();
  record::UseCase one;
  one.id = "system_1";
  one.source = "a.toml";
  one.fields = {{"id", "A-1", record::Treatment::kept, std::nullopt},
                {"problem_solved", "long", record::Treatment::kept, std::nullopt},
                {"development_stage", "Pilot", record::Treatment::kept, std::nullopt}};
  record::UseCase other = one;
  other.id = "system_2";
  other.fields = {};
  REQUIRE(store->inventory().put_use_case(one));
  REQUIRE(store->inventory().put_use_case(other));
  const auto brief = store->inventory().brief().value();
  REQUIRE(brief.size() == 2);
  CHECK(brief[0].id == "system_1");
  CHECK(brief[0].value("id") == "A-1");
  CHECK(brief[0].value("development_stage") == "Pilot");
  CHECK(brief[0].field("problem_solved") == nullptr);
  CHECK(brief[1].fields.empty());
  one.fields.push_back({"models", "gpt-4o", record::Treatment::declared, std::nullopt});
  REQUIRE(store->inventory().put_use_case(one));
  const auto compared = store->inventory().compared().value();
  REQUIRE(compared.size() == 2);
  for (const record::UseCase& known : compared) {
    CHECK(known.value("models") == (known.id == "system_1" ? "gpt-4o" : ""));
    CHECK(known.value("development_stage") == (known.id == "system_1" ? "Pilot" : ""));
    CHECK(known.field("problem_solved") == nullptr);
  }
}

}  // namespace
}  // namespace bartizan::store
