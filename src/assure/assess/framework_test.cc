#include "assure/assess/framework.h"

#include <doctest/doctest.h>

#include <algorithm>
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
