#include "use/reconcile/reconcile.h"

#include <doctest/doctest.h>

namespace bartizan::use {
namespace {

record::UseCase declared(const char* id, const char* name, const char* stage) {
  record::UseCase use_case;
  use_case.id = std::string("system_") + id;
  use_case.import = "import_1";
  use_case.row = 7;
  use_case.source = "inventory.csv";
  use_case.fields = {{"id", id, record::Treatment::kept, 0},
                     {"use_case_name", name, record::Treatment::kept, 1},
                     {"development_stage", stage, record::Treatment::kept, 2},
                     {"contact_email", "owner@agency.example", record::Treatment::kept, 3}};
  return use_case;
}

record::Component component(record::ComponentKind kind, const char* name, const char* version) {
  record::Component c;
  c.kind = kind;
  c.name = name;
  c.version = version;
  return c;
}

using Components = std::vector<const record::Component*>;

FoundSystem found(const char* name, const Components& components) {
  FoundSystem system;
  system.id = std::string("found_") + name;
  system.place = "/srv";
  system.path = name;
  system.name = name;
  system.holding = Holding(components, nullptr);
  return system;
}

const record::Component kModel = component(record::ComponentKind::model, "gpt-4o", "");
const record::Component kOtherModel = component(record::ComponentKind::model, "gpt-5", "");
const record::Component kPackage = component(record::ComponentKind::package, "openai", "1.50.0");

TEST_CASE("found and not declared is a shadow, declared and not found a ghost") {
  const std::vector use_cases{
      declared("A-1", "Malware triage", "Deployed"), declared("A-2", "Old idea", "Pre-deployment"),
      declared("A-3", "Ended", "Retired"), declared("A-4", "Says nothing", "")};
  const std::vector systems{found("triage-bot", {&kPackage, &kModel})};
  const Reconciled result = reconcile(use_cases, systems);
  REQUIRE(result.differences.size() == 2);
  CHECK(result.differences[0].gap == Gap::shadow);
  CHECK(result.differences[0].details ==
        std::vector<std::string>{"model gpt-4o", "package openai 1.50.0"});
  CHECK(result.differences[1].gap == Gap::ghost);
  CHECK(result.differences[1].use_case == "system_A-1");
  CHECK(result.differences[1].owner == "owner@agency.example");
  CHECK(result.differences[1].where == "inventory.csv, row 7");
  CHECK(result.declared == 1);
  CHECK(result.found == 1);
  CHECK(result.matched == 0);
}

TEST_CASE("a name that is alike is suggested and never taken") {
  const std::vector use_cases{declared("A-1", "Malware Triage Assistant", "Deployed"),
                              declared("A-2", "Chat", "Deployed")};
  const std::vector systems{found("malware-triage", {&kModel})};
  const Reconciled result = reconcile(use_cases, systems);
  REQUIRE(result.differences[0].suggestions.size() == 1);
  CHECK(result.differences[0].suggestions[0].use_case == "system_A-1");
  CHECK(result.matched == 0);
}

TEST_CASE("what was assigned is matched by id or handle, and drifts when it changes") {
  const std::vector use_cases{declared("A-1", "Malware triage", "Deployed")};
  for (const char* handle : {"system_A-1", "A-1", "Malware triage"}) {
    FoundSystem system = found("bot", {});
    system.use_case = handle;
    std::vector<DeclaredPart> parts{{record::ComponentKind::model, "gpt-4o", "", ""},
                                    {record::ComponentKind::package, "openai", "", "1.50.0"}};
    system.holding = Holding(Components{&kPackage, &kModel}, &parts);
    CHECK(reconcile(use_cases, std::vector{system}).differences.empty());
    parts[1].version = "1.40.0";
    system.holding = Holding(Components{&kPackage, &kOtherModel}, &parts);
    const Reconciled result = reconcile(use_cases, std::vector{system});
    REQUIRE(result.differences.size() == 1);
    CHECK(result.differences[0].gap == Gap::drift);
    CHECK(result.differences[0].details ==
          std::vector<std::string>{"changed: package openai from 1.40.0 to 1.50.0",
                                   "new: model gpt-5", "gone: model gpt-4o"});
    CHECK(result.matched == 1);
  }
}

TEST_CASE("a declaration and a row with the same agency and id are one use case") {
  std::vector use_cases{declared("A-1", "Malware triage", "Deployed"),
                        declared("A-1", "Malware triage", "Deployed")};
  use_cases[1].id = "system_of_the_file";
  FoundSystem system = found("bot", {});
  system.use_case = "system_of_the_file";
  const std::vector<DeclaredPart> parts{{record::ComponentKind::model, "gpt-4o", "", ""}};
  system.holding = Holding(Components{&kModel}, &parts);
  const Reconciled result = reconcile(use_cases, std::vector{system});
  CHECK(result.differences.empty());
  CHECK(result.declared == 1);
}

TEST_CASE("a list of models in the declaration is held against what was found") {
  std::vector use_cases{declared("A-1", "Malware triage", "Deployed")};
  use_cases[0].fields.push_back(
      {"models", "gpt-4o; llama3.2:3b", record::Treatment::declared, std::nullopt});
  FoundSystem system = found("bot", {});
  system.use_case = "A-1";
  const std::vector<DeclaredPart> parts{{record::ComponentKind::model, "gpt-4o", "", ""},
                                        {record::ComponentKind::model, "gpt-5", "", ""}};
  system.holding = Holding(Components{&kModel, &kOtherModel}, &parts);
  const Reconciled result = reconcile(use_cases, std::vector{system});
  REQUIRE(result.differences.size() == 1);
  CHECK(result.differences[0].details ==
        std::vector<std::string>{"not declared: model gpt-5", "not found: model llama3.2:3b"});
}

TEST_CASE("an assignment that the inventory lost is a shadow that says so") {
  FoundSystem system = found("bot", {&kModel});
  system.use_case = "A-9";
  const Reconciled result = reconcile({}, std::vector{system});
  REQUIRE(result.differences.size() == 1);
  CHECK(result.differences[0].gap == Gap::shadow);
  CHECK(result.differences[0].reason.find("A-9") != std::string::npos);
}

}  // namespace
}  // namespace bartizan::use
