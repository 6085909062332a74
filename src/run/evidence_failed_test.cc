// What failed stays until somebody looks: where a run failed, and what later ones carry on.
#include "run/evidence_failed.h"

#include <doctest/doctest.h>

#include "run/evidence.h"
#include "support/memory_store.h"
#include "support/temp_folder.h"

namespace bartizan::run::evidence {
namespace {

namespace gate = assure::gate;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;
using Names = std::vector<std::string>;

struct Fixture {
  std::unique_ptr<store::Store> store = tests::memory();
  tests::TempFolder folder;
  base::Millis now = kNow;

  // One run over the folder that failed at paths below it; "" at what lies nowhere.
  record::Evidence run(const Names& failed, const Names& excluded = {}, const Names& patterns = {},
                       const gate::Evidence& judged = {}) {
    std::vector<record::Excluded> left;
    for (const std::string& one : excluded) left.push_back({folder.file(one), "excluded", true});
    std::set<std::string> paths;
    for (const std::string& one : failed) paths.insert(one.empty() ? one : folder.file(one));
    record::Evidence piece = left_piece(*store, EvidenceKind::gate, folder.path(), "gate", ++now);
    piece.facts = {{"outcome", failed.empty() ? "passed" : "failed"}};
    const LeftOut left_out(left, patterns, judged);
    EarlierRuns(*store, left_out).put_failed(piece, !failed.empty(), paths);
    REQUIRE(leave_evidence(*store, {piece}));
    return piece;
  }
  // What it carries on.
  std::string before(const Names& excluded, const Names& patterns = {}) {
    return std::string(run({}, excluded, patterns).fact("failed-before:names"));
  }
};

gate::Evidence unread(const std::string& subject, const std::string& path) {
  gate::Examination examination;
  examination.kind = gate::FactKind::scan;
  examination.subject = subject;
  examination.look = gate::Look::none;
  examination.place.path = path;
  gate::Evidence judged;
  judged.examinations.push_back(std::move(examination));
  return judged;
}

TEST_CASE("a run fails at the files of what failed, and feeds are none of them") {
  gate::Evidence judged;
  judged.subjects = {
      {"package", "package", "x", {"requirements.txt", "sub/requirements.txt"}, "", "", {}},
      {"feed", "feed", "kev", {}, "", "", {}},
      {"bom", "bom", "the BOM", {}, "", "", {}}};
  judged.facts.resize(4);
  judged.facts[0].place.path = "/srv/app/sub/requirements.txt";
  judged.facts[1].kind = gate::FactKind::feed;
  judged.facts[3].place.path = "/srv/app/other.txt";
  gate::RuleResult rule;
  for (std::size_t i = 0; i < judged.facts.size(); ++i) {
    gate::Judged one;
    one.fact = i;
    one.subject = i < 3 ? i : gate::kNone;
    one.standing = i < 3 ? gate::Standing::failed : gate::Standing::warned;
    rule.judged.push_back(one);
  }
  gate::Gate decided;
  decided.rules.push_back(std::move(rule));
  CHECK(failed_paths(judged, decided) ==
        std::set<std::string>{"", "/srv/app/requirements.txt", "/srv/app/sub/requirements.txt"});
}

TEST_CASE_FIXTURE(Fixture, "what failed and was left out is carried on until it is looked at") {
  folder.write("evil.pkl", "x");
  folder.write("sub/a; b.pkl", "x");
  const record::Evidence first = run({"evil.pkl", "sub/a; b.pkl"});
  CHECK(first.fact("failed-at") == "2");
  CHECK(first.fact("failed-at:names") == "evil.pkl; sub/a\\; b.pkl");
  CHECK(first.fact("failed-before").empty());
  CHECK(first.fact("excludes:names").empty());
  CHECK(before({"README.md", "sub"}, {"*.md", "sub"}) == "sub/a\\; b.pkl");
  CHECK(before({"sub"}) == "sub/a\\; b.pkl");
  CHECK(before({"README.md"}).empty());
  // Two runs that fail in turn.
  run({"evil.pkl"});
  run({"sub/a; b.pkl"}, {"evil.pkl"});
  CHECK(before({"evil.pkl", "sub"}) == "evil.pkl; sub/a\\; b.pkl");
  std::filesystem::remove(folder.file("evil.pkl"));
  CHECK(before({"evil.pkl", "sub"}) == "sub/a\\; b.pkl");
  // A run over everything.
  CHECK(before({}).empty());
  CHECK(before({"sub"}).empty());
}

TEST_CASE_FIXTURE(Fixture, "what lies nowhere stands until a run leaves out no more than then") {
  run({""}, {"a.md"}, {"*.md"});
  CHECK(before({"b.md"}, {"*.md"}).empty());
  run({""}, {"a.md"}, {"*.md"});
  CHECK(before({"a.md", "m.pt"}, {"*.md", "m.pt"}) == ".");
  CHECK(before({"a.md"}, {"*.md"}) == ".");
  CHECK(before({}).empty());
  // One of which nobody knows where it failed.
  record::Evidence old = left_piece(*store, EvidenceKind::gate, folder.path(), "gate", ++now);
  old.facts = {{"outcome", "failed"}};
  REQUIRE(leave_evidence(*store, {old}));
  CHECK(before({"a.md"}, {"*.md"}) == ".");
}

TEST_CASE_FIXTURE(Fixture, "what could not be read was not looked at") {
  const std::string evil = folder.write("evil.pkl", "x");
  run({"evil.pkl"});
  CHECK(run({}, {}, {}, unread("file:other", folder.file("other.pkl")))
            .fact("failed-before")
            .empty());
  run({"evil.pkl"});
  CHECK(run({}, {}, {}, unread("file:evil.pkl", evil)).fact("failed-before:names") == "evil.pkl");
  const record::Evidence interrupted = run({}, {}, {}, unread("", ""));
  CHECK(interrupted.fact("failed-before:names") == "evil.pkl");
  CHECK(LeftOut({}, {}, unread("", "")).size() == 1);
  CHECK(before({}).empty());
}

}  // namespace
}  // namespace bartizan::run::evidence
