#include "assure/bom/merge.h"

#include <doctest/doctest.h>

#include "assure/bom/diff.h"
#include "assure/bom/import_test.h"
#include "assure/bom/sample_test.h"

namespace bartizan::assure::bom {
namespace {

Imported parsed(const std::string& text) {
  Imported out = sample::import(text);
  REQUIRE(out.bom.has_value());
  return out;
}

std::string document(const std::string& components, const std::string& more = "") {
  return "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[" +
         components + "]" + more + "}";
}

TEST_CASE("a document merged with itself is itself") {
  const Bom bom = sample::bom();
  const Merged merged = merge(std::vector<Bom>{bom, bom});
  CHECK(merged.conflicts.empty());
  CHECK(merged.losses.empty());
  CHECK(merged.joined == bom.components.size());
  CHECK(merged.bom.components == bom.components);
  CHECK(merged.bom.relations == bom.relations);
  CHECK(merged.bom.findings == bom.findings);
  CHECK(diff(bom, merged.bom).empty());
}

TEST_CASE("what two formats say of one component is joined, contradictions are listed") {
  const Bom one = *parsed(document(R"({"type":"machine-learning-model","bom-ref":"1","name":"m",
      "purl":"pkg:huggingface/o/m@1","version":"1","supplier":{"name":"o"},
      "licenses":[{"license":{"id":"MIT"}}]})"))
                       .bom;
  const Bom two = *parsed(document(R"({"type":"machine-learning-model","bom-ref":"1","name":"m",
      "purl":"pkg:huggingface/o/m@1","version":"1","supplier":{"name":"other"},
      "description":"d"},{"type":"library","bom-ref":"2","name":"torch"})",
                                   R"(,"dependencies":[{"ref":"1","dependsOn":["2"]}])"))
                       .bom;
  const Merged merged = merge(std::vector<Bom>{one, two});
  REQUIRE(merged.bom.components.size() == 2);
  const Component& model = *merged.bom.find("1");
  CHECK(model.attribute("description") == "d");
  CHECK(model.attribute("licence") == "MIT");
  CHECK(model.attribute("supplier") == "o");
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0] == Conflict{"m 1", "supplier", "o", "other"});
  CHECK(merged.bom.relations.size() == 1);
  const Imported again = sample::import(write(merged.bom, Format::cyclonedx_1_7).text);
  CHECK(again.valid());
  CHECK(again.bom->components.size() == 2);
}

TEST_CASE("documents that number their components alike keep them apart") {
  const Bom one = *parsed(document(R"({"type":"library","bom-ref":"1","name":"a"})")).bom;
  const Bom two = *parsed(document(R"({"type":"library","bom-ref":"1","name":"b","components":[
      {"type":"library","bom-ref":"2","name":"c"}]})",
                                   R"(,"dependencies":[{"ref":"1","dependsOn":["2"]}])"))
                       .bom;
  const Merged merged = merge(std::vector<Bom>{one, two});
  REQUIRE(merged.bom.components.size() == 3);
  CHECK(merged.bom.find("1")->name == "a");
  CHECK(merged.bom.find("1-2")->name == "b");
  CHECK(merged.bom.find("2")->parent == "1-2");
  REQUIRE(merged.bom.relations.size() == 1);
  CHECK(merged.bom.relations[0].from == "1-2");
  CHECK(sample::import(write(merged.bom, Format::cyclonedx_1_6).text).bom->components.size() == 3);
}

TEST_CASE("a difference names component, statement, before and after") {
  sample::Estate estate = sample::estate();
  const Bom before = bom_of(estate.components, estate.relations, estate.findings, estate.options);
  estate.components[0].version = "2.5.0";
  estate.components[2].attributes[0].value[0] = 'a';
  estate.components.erase(estate.components.begin() + 6);
  estate.relations.erase(estate.relations.begin());
  estate.findings.clear();
  const Bom after = bom_of(estate.components, estate.relations, estate.findings, estate.options);
  const Diff result = diff(before, after);
  const auto has = [&](Happened happened, std::string_view component, std::string_view what) {
    for (const Change& one : result.changes) {
      if (one.happened == happened && one.component == component && one.what == what) return true;
    }
    return false;
  };
  CHECK(has(Happened::changed, "torch", "version"));
  CHECK(has(Happened::changed, "models/triage.safetensors", "hash:SHA-256"));
  CHECK(has(Happened::changed, "models/triage.safetensors", "derived-from"));
  CHECK(has(Happened::removed, "triage-agent", ""));
  CHECK(result.gone_findings.size() == 1);
  CHECK(result.new_findings.empty());
  CHECK(diff(before, before).empty());
  CHECK(diff(after, after).same == after.components.size());
}

TEST_CASE("formats do not matter to a difference") {
  const Bom bom = sample::bom();
  const Imported cyclonedx = sample::import(write(bom, Format::cyclonedx_1_6).text);
  const Imported spdx = sample::import(write(bom, Format::spdx_3_0_1).text);
  CHECK(diff(bom, *cyclonedx.bom).empty());
  const Diff across = diff(*cyclonedx.bom, *spdx.bom);
  for (const Change& one : across.changes) {
    MESSAGE(name(one.happened) << " " << one.component << " " << one.what << " " << one.before
                               << " -> " << one.after);
  }
  CHECK(across.empty());
}

}  // namespace
}  // namespace bartizan::assure::bom
