// What is true of a model without any advisory.
#include "assure/vuln/facts.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::assure::vuln {
namespace {

record::Component model(std::vector<std::pair<const char*, const char*>> attributes) {
  record::Component c;
  c.kind = record::ComponentKind::model;
  c.name = "m/a";
  for (const auto& [key, value] : attributes) {
    c.attributes.push_back({key, value, record::Provenance::observed, "m/a"});
  }
  return c;
}

std::string pickle_of(const record::Component& component) {
  for (const Fact& fact : facts_of(component, std::nullopt)) {
    if (fact.rule == kPickleModel.id) return fact.subject;
  }
  return {};
}

TEST_CASE("a format that can run code is seen behind what is around it") {
  CHECK(pickle_of(model({{"format", "pickle"}, {"verdict", "clean"}})) == "pickle");
  CHECK(pickle_of(model({{"format", "zlib"}, {"holds-format", "joblib"}, {"verdict", "clean"}})) ==
        "joblib in zlib");
  CHECK(pickle_of(model({{"format", "zlib"}, {"verdict", "clean"}})).empty());
  CHECK(pickle_of(model({{"format", "safetensors"}, {"verdict", "clean"}})).empty());
  // What the scan found wrong says more.
  CHECK(pickle_of(model({{"format", "zlib"}, {"holds-format", "joblib"}, {"verdict", "malicious"}}))
            .empty());
}

}  // namespace
}  // namespace bartizan::assure::vuln
