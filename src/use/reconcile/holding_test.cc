#include "use/reconcile/holding.h"

#include <doctest/doctest.h>

namespace bartizan::use {
namespace {

using record::ComponentKind;

record::Component component(ComponentKind kind, std::string name, const char* provider = "") {
  record::Component c;
  c.kind = kind;
  c.name = std::move(name);
  c.provider = provider;
  return c;
}

TEST_CASE("what a system holds comes back from its text, whatever its names are") {
  const std::vector<record::Component> parts{
      component(ComponentKind::package, "a\nd new: model x"),
      component(ComponentKind::model, "models/\x01\xff\\x41.pt", "local"),
      component(ComponentKind::model, "org/model"), component(ComponentKind::credential, "KEY")};
  std::vector<const record::Component*> all;
  for (const record::Component& part : parts) all.push_back(&part);
  const std::vector<DeclaredPart> declared{{ComponentKind::model, "org/model", "", ""},
                                           {ComponentKind::dataset, "d\tata", "", ""}};
  const Holding holding(all, &declared);
  const Holding again = Holding::from(holding.text());
  CHECK(again.any());
  CHECK(again.contents() == std::vector<std::string>{"model models/\x01\xff\\x41.pt",
                                                     "model org/model",
                                                     "package a\nd new: model x"});
  CHECK(again.changes() == std::vector<std::string>{"new: package a\nd new: model x",
                                                    "new: model models/\x01\xff\\x41.pt",
                                                    "gone: dataset d\tata"});
  REQUIRE(again.models().size() == 2);
  CHECK(again.models()[0].local);
  CHECK(again.models()[0].name == parts[1].name);
  CHECK_FALSE(again.models()[1].local);
  CHECK(Holding(all, nullptr).changes().empty());
  CHECK(holding.text().find("\n\n") == std::string::npos);
}

TEST_CASE("a credential alone is something, and nothing to show") {
  const record::Component key = component(ComponentKind::credential, "KEY");
  const std::vector<const record::Component*> all{&key};
  CHECK(Holding(all, nullptr).any());
  CHECK(Holding(all, nullptr).contents().empty());
  CHECK_FALSE(Holding({}, nullptr).any());
}

TEST_CASE("twelve are shown, and how many more there are") {
  std::vector<record::Component> parts;
  for (int i = 0; i < 15; ++i) {
    parts.push_back(component(ComponentKind::agent, "agent" + std::to_string(i)));
  }
  std::vector<const record::Component*> all;
  for (const record::Component& part : parts) all.push_back(&part);
  const std::vector<std::string> shown = Holding(all, nullptr).contents();
  REQUIRE(shown.size() == 13);
  CHECK(shown.back() == "and 3 more");
}

}  // namespace
}  // namespace bartizan::use
