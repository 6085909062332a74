// Assessments as text, JSON, CSV, HTML and OSCAL; what is public names nobody.
#include "report/assess.h"

#include <doctest/doctest.h>

#include "report/answers.h"
#include "report/assess_export.h"
#include "report/assess_parts.h"
#include "report/roadmap.h"
#include "report/self_check.h"
#include "report/text.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

using record::Evidence;
using record::EvidenceKind;
using record::Status;

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

struct Sample {
  assure::assess::Framework framework;
  std::vector<Evidence> evidence;
  std::vector<record::Answer> answers;
  std::vector<record::Action> actions;
  assure::assess::Assessed assessed;

  Sample() {
    framework.id = "guide";
    framework.title = "A Guide";
    framework.version = "2";
    framework.verified = assure::assess::Verified::primary;
    framework.groups = {{"G", "Group <one>", "", ""}};
    for (const auto& [id, check] :
         {std::pair("R1", "models-clean"), std::pair("R2", "lab-passed")}) {
      assure::assess::Requirement r;
      r.framework = framework.id;
      r.id = id;
      r.title = std::string("Requirement ") + id;
      r.group = "G";
      r.verified = assure::assess::Verified::primary;
      r.proof = assure::assess::Proof::full;
      r.checks = {check};
      r.remedy = "do it";
      framework.requirements.push_back(r);
    }
    Evidence scan;
    scan.kind = EvidenceKind::scan;
    scan.system = "found_secret";
    scan.subject = "/srv/secret/models/<b>.pt";
    scan.name = "<b>.pt";
    scan.sha256 = std::string(64, 'a');
    scan.producer = "scan 1";
    scan.at = kNow - kDay;
    scan.expires = kNow + 6 * kDay;
    scan.facts = {{"coverage", "complete"}, {"verdict", "malicious"}};
    scan.spans = {{"archive/data.pkl", 12, 4, "BZ-PKL-012"}};
    scan.id = record::evidence_id(scan);
    evidence = {scan};
    record::Answer answer;
    answer.id = "answer_x";
    answer.framework = "guide";
    answer.requirement = "R2";
    answer.system = "found_secret";
    answer.status = Status::met;
    answer.by = "Ada Person";
    answer.reason = "=SUM(1)";
    answer.attachment = "<minutes>.pdf";
    answer.attachment_sha256 = std::string(64, 'd');
    answer.attachment_size = 3 * 1024;
    answer.at = kNow - kDay;
    answer.expires = kNow + 30 * kDay;
    answers = {answer};
    record::Action action;
    action.id = "action_x";
    action.framework = "guide";
    action.requirement = "R1";
    action.what = "replace <b>.pt";
    action.owner = "Bob Person";
    action.due = kNow + kDay;
    action.at = action.changed = kNow - kDay;
    actions = {action};
    assessed = assure::assess::evaluate(framework, {"found_secret", evidence, kNow, {}}, answers);
  }
  AssessView view() const {
    AssessView v;
    v.assessed = &assessed;
    v.system = "found_secret";
    v.system_name = "Secret <system>";
    v.evidence = evidence;
    v.answers = answers;
    v.actions = actions;
    v.fresh.files = 1;
    v.fresh.oldest = kNow - kDay;
    return v;
  }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST_CASE("one line for each requirement with symbol, word, title and why") {
  const Sample sample;
  const std::string text = assess(sample.view(), {});
  CHECK(has(text, "✗ unmet"));
  CHECK(has(text, "the model file is not clean"));
  CHECK(has(text, "✓ met"));
  CHECK(has(text, "Ada Person answered \"met\""));
  CHECK(has(text, "the one file behind it was looked at"));
  CHECK(has(text, "1 met · 0 partly · 1 unmet · 0 unknown"));
  AssessOptions all;
  all.all = true;
  CHECK(has(assess(sample.view(), all), "1 scan of "));
}

TEST_CASE("evidence that speaks against comes first, the rest by name") {
  Sample sample;
  Evidence clean = sample.evidence[0];
  clean.facts = {{"coverage", "complete"}, {"verdict", "clean"}};
  clean.spans.clear();
  for (const char* name : {"c.pt", "b.pt", "a.pt"}) {
    clean.name = name;
    clean.subject = std::string("/srv/secret/models/") + name;
    clean.id = record::evidence_id(clean);
    sample.evidence.push_back(clean);
  }
  sample.assessed = assure::assess::evaluate(
      sample.framework, {"found_secret", sample.evidence, kNow, {}}, sample.answers);
  const std::string text =
      assess_requirement(sample.view(), sample.assessed.requirements[0], {}, {});
  std::size_t at = text.find("\nEvidence\n");
  for (const char* name : {"\n  <b>.pt", "\n  a.pt", "\n  b.pt", "\n  c.pt"}) {
    CAPTURE(name);
    at = text.find(name, at);
    REQUIRE(at != text.npos);
  }
  const assess_parts::Pieces two =
      assess_parts::pieces_of(sample.view(), sample.assessed.requirements[0], 2);
  REQUIRE(two.size() == 2);
  CHECK(two[0]->name == "<b>.pt");
}

TEST_CASE("folders that have changed are no files") {
  Freshness fresh;
  fresh.files = 1;
  fresh.unread = {{"/srv/d", "changed"}, {"/srv/d/m.pkl", "gone"}};
  fresh.folders = 1;
  CHECK(fresh.sentence(0) ==
        "1 of 1 file was not read again; its folder has changed since it was read");
  fresh.unread.pop_back();
  CHECK(fresh.sentence(0) ==
        "the one file behind it was looked at; its folder has changed since it was read");
  fresh.files = 0;
  CHECK(fresh.sentence(0) == "its folder has changed since it was read");
}

TEST_CASE("a requirement is followed down to the byte") {
  const Sample sample;
  const std::string text =
      assess_requirement(sample.view(), sample.assessed.requirements[0], {}, {});
  CHECK(has(text, "archive/data.pkl, byte 12"));
  CHECK(has(text, std::string(64, 'a')));
  CHECK(has(text, "holds when"));
}

TEST_CASE("machine forms read back, and cells are no formulas") {
  const Sample sample;
  for (const std::string& json :
       {assess_json(sample.view()), assess_oscal_results(sample.view()),
        assess_oscal_plan(sample.view()).value_or(""),
        assess_requirement_json(sample.view(), sample.assessed.requirements[0], {})}) {
    CHECK(json.starts_with("{"));
    CHECK(json.ends_with("}\n"));
  }
  CHECK(has(assess_csv(sample.view()), "guide,R1,Group <one>"));
  const std::string html = assess_html(sample.view());
  CHECK(has(html, "Secret &lt;system&gt;"));
  CHECK(has(html, "Attached: &lt;minutes&gt;.pdf (3 KiB, SHA-256 <code>" + std::string(64, 'd')));
  CHECK(has(assess_csv(sample.view()), ",yes,<minutes>.pdf,3072," + std::string(64, 'd') + ","));
  CHECK(has(assess_json(sample.view()), "\"attachment_bytes\": 3072"));
  const std::string oscal = assess_oscal_results(sample.view());
  for (const auto& [prop, value] :
       {std::pair("attachment", "<minutes>.pdf"), std::pair("attachment-bytes", "3072")}) {
    CAPTURE(prop);
    const std::size_t at = oscal.find("\"name\": \"" + std::string(prop) + "\"");
    REQUIRE(at != oscal.npos);
    CHECK(has(oscal.substr(at, 200), "\"value\": \"" + std::string(value) + "\""));
  }
  CHECK_FALSE(has(html, "<b>.pt"));
  CHECK(has(html, "@media print"));
  CHECK(has(html, kNotEndorsed));
}

TEST_CASE("JSON keeps to its schemas") {
  const Sample sample;
  const std::string folder = std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/";
  const AssessView view = sample.view();
  CHECK(tests::SchemaCheck(folder + "assess-1.schema.json").problem(assess_json(view)).empty());
  CHECK(tests::SchemaCheck(folder + "assess-1.schema.json")
            .problem(assess_json(PublicAssessment(view, "").view()))
            .empty());
  CHECK(tests::SchemaCheck(folder + "assess-requirement-1.schema.json")
            .problem(assess_requirement_json(view, sample.assessed.requirements[0], {}))
            .empty());
  const std::vector<assure::assess::TrendPoint> points{{kNow, sample.assessed.totals}};
  CHECK(tests::SchemaCheck(folder + "assess-trend-1.schema.json")
            .problem(assess_trend_json(view, points))
            .empty());
  const std::vector<FrameworkLine> lines{{&sample.framework, sample.assessed.totals, 1}};
  CHECK(tests::SchemaCheck(folder + "assessments-1.schema.json")
            .problem(frameworks_json(lines, view.fresh, kNow))
            .empty());
  const std::vector<assure::assess::StandingAnswer> said{{sample.answers[0], true, ""}};
  CHECK(has(answers_json(said, {}, kNow), "\"attachment_bytes\": 3072"));
  CHECK(tests::SchemaCheck(folder + "answers-1.schema.json")
            .problem(answers_json(said, {}, kNow))
            .empty());
  const std::vector<AnswersElsewhere> elsewhere{{"found_a", "clinic", 2}};
  CHECK(tests::SchemaCheck(folder + "answers-1.schema.json")
            .problem(answers_json({}, elsewhere, kNow))
            .empty());
  CHECK(answers({}, elsewhere, {}) ==
        "0 answers stand · 0 no longer counted\n"
        "2 answers about clinic: bartizan answer list --system found_a\n");
  CHECK(tests::SchemaCheck(folder + "actions-1.schema.json")
            .problem(actions_json(sample.actions, kNow))
            .empty());
  const std::vector<SelfCheckLine> goals{{"SBD-G1", "MFA", "met", "why", {"seen"}, ""}};
  CHECK(tests::SchemaCheck(folder + "self-check-1.schema.json")
            .problem(self_check_json(goals, kNow))
            .empty());
}

TEST_CASE("the roadmap fits 80 columns and keeps to its schema") {
  const assure::assess::Framework* framework = assure::assess::framework("roadmap");
  REQUIRE(framework != nullptr);
  const assure::assess::Material material{"", {}, kNow, {}};
  const auto assessed = assure::assess::evaluate(*framework, material, {});
  const auto made = assure::assess::roadmap(assessed, material, {});
  RoadmapView view;
  view.roadmap = &made;
  view.assessed = &assessed;
  TerminalStyle style;
  style.people = true;
  style.columns = 120;
  std::string text = roadmap(view, style, true);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    CAPTURE(text.substr(at, end - at));
    CHECK(width(text.substr(at, end - at)) <= 80);
    at = end + 1;
  }
  // Nobody knows what is overdue where nothing was looked up.
  CHECK(has(text, "not known: no feed was read"));
  CHECK_FALSE(has(text, "overdue: nothing"));
  CHECK(has(roadmap_json(view), R"("clocks_known": false)"));
  view.feeds_read = true;
  CHECK(has(roadmap(view, style, true), "overdue: nothing"));
  CHECK(has(roadmap_json(view), R"("clocks_known": true)"));
  view.trend["2"] = {{kNow, 12.5}};
  CHECK(tests::SchemaCheck(std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/roadmap-1.schema.json")
            .problem(roadmap_json(view))
            .empty());
}

TEST_CASE("cells are escaped once") {
  const Sample sample;
  AssessView view = sample.view();
  view.system_name = "a\x1b[31m";
  CHECK(has(assess_csv(view), ",a\\x1b[31m,"));
}

TEST_CASE("what is public names no file, no person and no system that was not declared") {
  const Sample sample;
  const PublicAssessment released(sample.view(), "");
  const AssessView view = released.view();
  AssessOptions all;
  all.all = true;
  for (const std::string& text :
       {assess(view, all), assess_json(view), assess_csv(view), assess_html(view),
        assess_oscal_results(view), assess_oscal_plan(view).value_or("")}) {
    for (const char* secret : {"Person", "b>.pt", "minutes", "KiB", "/srv", "Secret", "SUM",
                               "found_secret", "archive", "evidence_", "answer_x", "action_x"}) {
      CAPTURE(secret);
      CHECK_FALSE(has(text, secret));
    }
    CHECK_FALSE(has(text, std::string(13, 'a')));
    CHECK_FALSE(has(text, std::string(12, 'd')));
    CHECK(has(text, "unmet"));
  }
  CHECK(PublicAssessment(sample.view(), "Triage").view().about() == "Triage");
}

}  // namespace
}  // namespace bartizan::report
