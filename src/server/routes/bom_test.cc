// BOMs and components over the store: what a system is made of, and a component wherever it is.
#include <doctest/doctest.h>

#include "base/budget.h"
#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

store::Place place_of(const std::string& path, const std::string& version) {
  store::Place place;
  place.path = path;
  place.read = TestServer::kNow - 1000;
  record::Component torch;
  torch.id = "component_torch" + version;
  torch.kind = record::ComponentKind::package;
  torch.name = "torch";
  torch.provider = "pypi";
  torch.version = version;
  torch.provenance = record::Provenance::observed;
  torch.attributes = {{"licence", "BSD-3-Clause", record::Provenance::declared, "METADATA:3"}};
  torch.occurrences = {{"requirements.txt", 4, "requirements", {}, "torch==" + version}};
  record::Component model;
  model.id = "component_model";
  model.kind = record::ComponentKind::model;
  model.name = "example/Encoder-<b>";
  model.provider = "huggingface";
  model.provenance = record::Provenance::declared;
  place.components = {torch, model};
  place.relations = {{model.id, record::RelationKind::uses, torch.id, {}}};
  store::EstateSystem system;
  system.id = "found_" + path.substr(1);
  system.path = ".";
  system.name = "Reader " + path.substr(1);
  system.components = {torch.id, model.id};
  place.systems = {system};
  return place;
}

TEST_CASE("the BOM of a system says where each statement comes from") {
  TestServer server;
  server.gate.person = TestServer::admin();
  REQUIRE(server.store->estate().replace(place_of("/a", "2.5.1")));
  REQUIRE(server.store->estate().replace(place_of("/b", "2.6.0")));
  const Response made = server.get("/api/v1/systems/found_a/bom");
  CHECK(made.status == 200);
  CHECK(has(made, R"("kind":"system","name":"Reader a")"));
  CHECK(has(made, R"("name":"torch","version":"2.5.1")"));
  CHECK(has(made, R"("licence":"BSD-3-Clause")"));
  CHECK(has(made, R"("source":"METADATA:3")"));
  CHECK(has(made, R"("kind":"uses")"));
  CHECK(has(made, R"("standard":"g7")"));
  CHECK_FALSE(has(made, "2.6.0"));
  CHECK(server.get("/api/v1/systems/none/bom").status == 404);
  CHECK(server.get("/api/v1/systems/none/bom/export").status == 404);
  for (const char* format : {"cyclonedx-1.7", "cyclonedx-1.6", "spdx-3.0.1"}) {
    CAPTURE(format);
    const Response file =
        server.get(std::string("/api/v1/systems/found_a/bom/export?format=") + format);
    CHECK(file.status == 200);
    CHECK(file.header("content-disposition").starts_with("attachment; filename=\"Reader-a."));
    CHECK(file.header("x-content-type-options") == "nosniff");
    CHECK(has(file, "torch"));
  }
  CHECK(server.get("/api/v1/systems/found_a/bom/export?format=xml").status == 400);
}

TEST_CASE("a component is found by a part of its name wherever it is used") {
  TestServer server;
  server.gate.person = TestServer::admin();
  for (int i = 0; i < 7; ++i) {
    REQUIRE(server.store->estate().replace(
        place_of("/place" + std::to_string(i), "2." + std::to_string(i))));
  }
  CHECK(has(server.get("/api/v1/components?q=TOR"), R"("total":7)"));
  CHECK(has(server.get("/api/v1/components?q=encoder"), R"("name":"example/Encoder-<b>")"));
  CHECK(has(server.get("/api/v1/components?q=orch"), R"("total":7)"));
  CHECK(has(server.get("/api/v1/components?licence=bsd-3-clause"), R"("total":7)"));
  CHECK(has(server.get("/api/v1/components?q=tor&kind=model"), R"("total":0)"));
  CHECK(server.get("/api/v1/components?kind=thing").status == 400);
  CHECK(server.get("/api/v1/components?cursor=x").status == 400);
  CHECK(server.get("/api/v1/components?q=tor&cursor=0.0.aaa").status == 400);
  std::string target = "/api/v1/components?limit=3";
  std::size_t seen = 0;
  for (int pages = 0; pages < 10; ++pages) {
    const Response page = server.get(target);
    REQUIRE(page.status == 200);
    base::Budget budget{base::Limits{}};
    const auto tree = text::parse_json(page.body, budget);
    REQUIRE(tree);
    seen += tree->find("items")->items.size();
    const std::string next(tree->string("next"));
    if (next.empty()) break;
    target = "/api/v1/components?limit=3&cursor=";
    for (const char c : next) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      target += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  CHECK(seen == 14);
}

}  // namespace
}  // namespace bartizan::server
