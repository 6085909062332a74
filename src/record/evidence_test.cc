// Names come back, ids follow from what was found and nothing else, and JSON keeps every byte.
#include "record/evidence.h"

#include <doctest/doctest.h>

#include <set>

#include "record/evidence_json.h"

namespace bartizan::record {
namespace {

Evidence example() {
  Evidence e;
  e.kind = EvidenceKind::scan;
  e.system = "found_a";
  e.subject = "/srv/m\xff.pt";
  e.name = "m\xff.pt";
  e.sha256 = std::string(64, 'a');
  e.producer = "scan 0.1.0";
  e.at = 1'795'000'000'000;
  e.expires = e.at + 1000;
  e.facts = {{"format", "torch-zip"}, {"verdict", "clean"}};
  e.spans = {{"a.pkl", 3, 4, "BZ-PKL-001"}};
  e.id = evidence_id(e);
  return e;
}

TEST_CASE("every kind, status and state has a name of its own that leads back") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kEvidenceKinds; ++i) {
    const auto kind = static_cast<EvidenceKind>(i);
    CHECK_FALSE(name(kind).empty());
    names.insert(name(kind));
    CHECK(evidence_kind(name(kind)) == kind);
  }
  CHECK(names.size() == kEvidenceKinds);
  CHECK(name(EvidenceKind::sharing) == "sharing");
  CHECK(name(EvidenceKind::standing) == "standing");
  CHECK_FALSE(evidence_kind("Scan"));
  for (std::size_t i = 0; i < kStatuses; ++i) {
    CHECK(status(name(static_cast<Status>(i))) == static_cast<Status>(i));
  }
  CHECK(name(Status::not_applicable) == "not-applicable");
  for (const auto state : {ActionState::open, ActionState::done, ActionState::dropped}) {
    CHECK(action_state(name(state)) == state);
  }
}

TEST_CASE("the id is the same for the same outcome about the same bytes, whenever it was made") {
  const Evidence one = example();
  Evidence again = one;
  again.at += 5;
  again.expires = 0;
  again.producer = "scan 0.2.0";
  again.name = "another name";
  CHECK(evidence_id(again) == one.id);
  CHECK(one.id.starts_with("evidence_"));
  CHECK(one.id.size() == 35);
  const auto differs = [&](auto change) {
    Evidence other = one;
    change(other);
    CHECK(evidence_id(other) != one.id);
  };
  differs([](Evidence& e) { e.kind = EvidenceKind::file; });
  differs([](Evidence& e) { e.system = ""; });
  differs([](Evidence& e) { e.subject += '/'; });
  differs([](Evidence& e) { e.sha256.back() = 'b'; });
  differs([](Evidence& e) { e.producer = "gate 0.1.0"; });
  differs([](Evidence& e) { e.facts[1].value = "malicious"; });
  differs([](Evidence& e) { e.facts.pop_back(); });
  differs([](Evidence& e) { e.spans[0].length = 5; });
  // A text cannot pretend to be two.
  differs([](Evidence& e) { e.facts = {{"format", "torch-zip7:verdict5:clean"}}; });
}

TEST_CASE("facts are looked up by key, and evidence runs out at its time") {
  const Evidence e = example();
  CHECK(e.fact("verdict") == "clean");
  CHECK(e.fact("depth").empty());
  CHECK_FALSE(e.expired(e.expires - 1));
  CHECK(e.expired(e.expires));
  Evidence lasting = e;
  lasting.expires = 0;
  CHECK_FALSE(lasting.expired(e.at * 2));
}

TEST_CASE("JSON says everything, names escaped, no time as null") {
  base::JsonWriter out;
  Evidence e = example();
  e.expires = 0;
  e.id = "evidence_x";
  write(out, e);
  CHECK(out.text() ==
        R"({"id":"evidence_x","kind":"scan","system":"found_a","subject":"/srv/m\\xff.pt",)"
        R"("name":"m\\xff.pt","sha256":")" +
            std::string(64, 'a') +
            R"(","producer":"scan 0.1.0","at":"2026-11-18T11:06:40.000Z","expires":null,)"
            R"("facts":{"format":"torch-zip","verdict":"clean"},"spans":[{"inside":"a.pkl",)"
            R"("offset":3,"length":4,"label":"BZ-PKL-001"}]})");
  base::JsonWriter answer;
  write(answer, Answer{"answer_x",
                       "sbd",
                       "SBD-1",
                       "",
                       Status::not_applicable,
                       "Ana",
                       "none",
                       "a.pdf",
                       "ff",
                       0,
                       1000,
                       {"evidence_x"},
                       0,
                       ""});
  CHECK(answer.text().find(R"("status":"not-applicable")") != std::string::npos);
  CHECK(answer.text().find(R"("evidence":["evidence_x"])") != std::string::npos);
  base::JsonWriter action;
  write(action, Action{"action_x", "", "", "", "fix it", "Ben", 1000, ActionState::done, "Ana", 1,
                       2, "done"});
  CHECK(action.text().find(R"("state":"done","by":"Ana")") != std::string::npos);
  base::JsonWriter standing;
  write(standing, Standing{"sbd", "SBD-1", "", 1, Status::met, {}, "why"});
  CHECK(standing.text().find(R"("status":"met","evidence":[],"why":"why")") != std::string::npos);
}

TEST_CASE("a long list is shown up to the end of a name") {
  const std::string name(kMostShownList / 2, 'a'), last = "b\\; c";
  CHECK(shown_value({"x:names", name + "; " + last}) == name + "; " + last);
  CHECK(shown_value({"x:names", name + "; " + last + "; " + name + "; d"}) ==
        name + "; " + last + "; and 2 more");
  CHECK(shown_value({"x:sha256", name + " " + name + " " + name}) ==
        name + " " + name + "; and 1 more");
  CHECK(shown_value({"why", name + "; " + name + "; " + name}).size() > kMostShownList);
}

}  // namespace
}  // namespace bartizan::record
