#include "assure/assess/framework.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace bartizan::assure::assess {
namespace {

const Framework& known(std::string_view id) {
  const Framework* found = framework(id);
  REQUIRE_MESSAGE(found != nullptr, id);
  return *found;
}

TEST_CASE("the guidelines have 17 headings in four phases") {
  const Framework& guidelines = known("guidelines");
  REQUIRE(guidelines.requirements.size() == 17);
  REQUIRE(guidelines.groups.size() == 4);
  CHECK(guidelines.requirements.front().id == "D1");
  CHECK(guidelines.requirements.back().id == "O4");
  // These are mostly for people to answer: nothing that a program sees is enough.
  for (const char* id : {"D2", "D3", "V4", "P3", "P4", "P5", "O4"}) {
    CHECK(guidelines.find(id)->proof == Proof::weak);
  }
}

TEST_CASE("frameworks have as many requirements as their publishers say") {
  const std::map<std::string, std::size_t> counts{
      {"roadmap", 24},          {"guidelines", 17},
      {"cpg-2.0", 34},          {"cpg-1.0.1", 38},
      {"secure-by-design", 10}, {"secure-our-world", 4},
      {"oss-roadmap", 4},       {"dhs-ci-risk", 12},
      {"m-25-21", 7},           {"m-25-22", 15},
      {"ai-rmf", 72},           {"owasp-llm-2025", 10},
      {"owasp-llm-2026", 10},   {"owasp-asi-2026", 10},
      {"atlas-mitigations", 35},
      {"agentic-ai", 5},        {"ai-in-ot", 4},
      {"aisvs-1.0", 191},       {"uk-code", 13},
      {"etsi-en-304-223", 13},  {"eu-ai-act", 25},
      {"ai-exchange", 36}};
  for (const auto& [id, count] : counts) {
    CAPTURE(id);
    CHECK(known(id).requirements.size() == count);
  }
  CHECK(frameworks().size() == counts.size());
}

TEST_CASE("the roadmap has five lines of effort, and each objective serves its own") {
  const Framework& roadmap = known("roadmap");
  REQUIRE(roadmap.groups.size() == 5);
  std::map<std::string, int> objectives;
  for (const Requirement& one : roadmap.requirements) {
    CAPTURE(one.id);
    ++objectives[one.group];
    CHECK(one.id.starts_with(one.group + "."));
    CHECK_FALSE(one.measure.empty());
    const int line = one.group.front() - '0';
    CHECK(std::find(one.efforts.begin(), one.efforts.end(), line) != one.efforts.end());
  }
  CHECK(objectives == std::map<std::string, int>{{"1", 6}, {"2", 6}, {"3", 3}, {"4", 5}, {"5", 4}});
}

TEST_CASE("the map from the performance goals 1.0.1 to 2.0 is total") {
  std::vector<std::string> removed;
  for (const Requirement& goal : known("cpg-1.0.1").requirements) {
    CAPTURE(goal.id);
    REQUIRE(goal.crosswalk.size() == 1);
    CHECK(goal.crosswalk.front().framework == "cpg-2.0");
    if (goal.crosswalk.front().relation == Relation::removed) removed.push_back(goal.id);
  }
  CHECK(removed == std::vector<std::string>{"1.I", "3.A", "4.C"});
}

TEST_CASE("every heading of the guidelines leads to a principle and to controls") {
  for (const Requirement& heading : known("guidelines").requirements) {
    CAPTURE(heading.id);
    std::set<std::string> reached;
    for (const Crosswalk& crosswalk : heading.crosswalk) reached.insert(crosswalk.framework);
    CHECK(reached == std::set<std::string>{"ai-exchange", "uk-code"});
  }
}

TEST_CASE("AISVS has three levels and no text of its own") {
  std::map<int, int> levels;
  std::set<std::string> chapters;
  const Framework& aisvs = known("aisvs-1.0");
  for (const Requirement& one : aisvs.requirements) {
    ++levels[one.level];
    CHECK(one.text.empty());
    CHECK(one.question.empty());
    chapters.insert(aisvs.group(one.group)->parent);
  }
  CHECK(levels == std::map<int, int>{{1, 51}, {2, 95}, {3, 45}});
  CHECK(chapters.size() == 12);
  CHECK_FALSE(aisvs.imports.empty());
}

TEST_CASE("the subcategories of the AI RMF are those of its four functions") {
  std::map<std::string, int> functions;
  const Framework& rmf = known("ai-rmf");
  for (const Requirement& one : rmf.requirements) ++functions[rmf.group(one.group)->parent];
  CHECK(functions ==
        std::map<std::string, int>{{"GOVERN", 19}, {"MANAGE", 13}, {"MAP", 18}, {"MEASURE", 22}});
}

TEST_CASE("there are sixteen sectors") {
  CHECK(scan::Catalog::embedded().list_count("ci-sectors") == 16);
}

TEST_CASE("what asks nothing of checks asks something of people") {
  for (const Framework& one : frameworks()) {
    // AISVS' own texts are the questions, once they were imported.
    if (!one.assessed() || !one.imports.empty()) continue;
    for (const Requirement& requirement : one.requirements) {
      CAPTURE(requirement.id);
      CHECK((!requirement.checks.empty() || !requirement.question.empty()));
    }
  }
}

TEST_CASE("every requirement names groups and checks that exist, and asks something") {
  for (const Framework& one : frameworks()) {
    CAPTURE(one.id);
    CHECK_FALSE(one.title.empty());
    CHECK_FALSE(one.checked.empty());
    std::set<std::string> ids;
    for (const Requirement& requirement : one.requirements) {
      CAPTURE(requirement.id);
      CHECK(ids.insert(requirement.id).second);
      CHECK(requirement.framework == one.id);
      if (!requirement.group.empty()) CHECK(one.group(requirement.group) != nullptr);
      for (const std::string& check : requirement.checks) {
        const CheckText* text = check_text(check);
        REQUIRE_MESSAGE(text != nullptr, check);
        CHECK_MESSAGE(text->parameter.empty() == (check.find(':') == std::string::npos), check);
      }
      // A proof by checks needs checks.
      if (requirement.checks.empty()) CHECK(requirement.proof == Proof::weak);
    }
  }
}

TEST_CASE("every crosswalk leads to a requirement that exists") {
  for (const Framework& one : frameworks()) {
    for (const Requirement& requirement : one.requirements) {
      for (const Crosswalk& crosswalk : requirement.crosswalk) {
        CAPTURE(requirement.id);
        CAPTURE(crosswalk.requirement);
        const Framework* other = framework(crosswalk.framework);
        REQUIRE(other != nullptr);
        CHECK((crosswalk.relation == Relation::removed) == crosswalk.requirement.empty());
        if (!crosswalk.requirement.empty()) CHECK(other->find(crosswalk.requirement) != nullptr);
        CHECK_FALSE(crosswalk.source.empty());
      }
    }
  }
}

TEST_CASE("kinds of evidence of checks are known words") {
  for (const CheckText& check : check_texts()) {
    CAPTURE(check.id);
    CHECK_FALSE(check.kinds.empty());
    CHECK_FALSE(check.remedy.empty());
  }
}

TEST_CASE("a requirement is found by its id, with or without its framework") {
  CHECK(find_requirement("V1")->requirement->title == "Secure your supply chain");
  CHECK(find_requirement("guidelines:v1")->requirement->id == "V1");
  CHECK(find_requirement("v1.0-C6.1.1")->framework->id == "aisvs-1.0");
  CHECK(find_requirement("C6.1.1")->requirement->id == "v1.0-C6.1.1");
  CHECK(find_requirement("LLM01:2025")->framework->id == "owasp-llm-2025");
  CHECK(find_requirement("llm01")->requirement->id == "LLM01:2026");
  CHECK(find_requirement("owasp-llm:LLM01:2026")->requirement->id == "LLM01:2026");
  CHECK(find_requirement("govern-1.1")->requirement->id == "GOVERN 1.1");
  CHECK(find_requirement("AML.M0013")->requirement->title == "Code Signing");
  // The current edition comes first.
  const auto goals = find_requirements("1.A");
  REQUIRE(goals.size() == 2);
  CHECK(goals.front().framework->id == "cpg-2.0");
  CHECK(goals.back().framework->id == "cpg-1.0.1");
  CHECK_FALSE(find_requirement("guidelines:V9"));
  CHECK_FALSE(find_requirement("nothing:V1"));
  CHECK_FALSE(find_requirement(""));
  CHECK_FALSE(find_requirement("guidelines:"));
  CHECK(framework("") == nullptr);
}

TEST_CASE("a check's name is taken apart") {
  const CheckName plain = check_name("models-clean");
  CHECK(plain.id == "models-clean");
  CHECK(plain.field.empty());
  CHECK(plain.values.empty());
  const CheckName field = check_name("inventory-field:hi_failsafe_presence=Yes|Not Applicable");
  CHECK(field.id == "inventory-field");
  CHECK(field.field == "hi_failsafe_presence");
  CHECK(field.values == std::vector<std::string>{"Yes", "Not Applicable"});
}

TEST_CASE("nothing is read from a table without frameworks") {
  CHECK(frameworks(scan::Catalog({})).empty());
  CHECK(check_texts(scan::Catalog({})).empty());
}

}  // namespace
}  // namespace bartizan::assure::assess
