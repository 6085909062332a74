#include "assure/bom/write.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assure/bom/import_test.h"
#include "assure/bom/sample_test.h"

namespace bartizan::assure::bom {
namespace {

// Golden documents; BARTIZAN_UPDATE=1 rewrites them. tests/bom/validate.py holds them against the
// official schemas and the standards' own libraries.
void check_golden(const std::string& file, const std::string& text) {
  const std::string path = std::string(BARTIZAN_SOURCE_DIR) + "/src/assure/bom/golden/" + file;
  if (std::getenv("BARTIZAN_UPDATE") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
  }
  std::ifstream in(path);
  std::stringstream golden;
  golden << in.rdbuf();
  CHECK_MESSAGE(text == golden.str(), path);
}

TEST_CASE("a small estate is written as its golden documents") {
  const Bom bom = sample::bom();
  check_golden("estate.cdx-1.6.json", write(bom, Format::cyclonedx_1_6).text);
  check_golden("estate.cdx-1.7.json", write(bom, Format::cyclonedx_1_7).text);
  check_golden("estate.spdx.json", write(bom, Format::spdx_3_0_1).text);
}

TEST_CASE("the order of what was found and the time change nothing but the time") {
  sample::Estate estate = sample::estate();
  const Bom first = bom_of(estate.components, estate.relations, estate.findings, estate.options);
  std::reverse(estate.components.begin(), estate.components.end());
  std::reverse(estate.relations.begin(), estate.relations.end());
  CHECK(write(bom_of(estate.components, estate.relations, estate.findings, estate.options),
              Format::cyclonedx_1_7)
            .text == write(first, Format::cyclonedx_1_7).text);
  estate.options.timestamp = "2027-01-01T00:00:00Z";
  const std::string later =
      write(bom_of(estate.components, estate.relations, estate.findings, estate.options),
            Format::cyclonedx_1_6)
          .text;
  const std::string serial = "\"serialNumber\": \"urn:uuid:";
  const std::string now = write(first, Format::cyclonedx_1_6).text;
  CHECK(later.substr(later.find(serial), 70) == now.substr(now.find(serial), 70));
}

// Without what a format may change: ids, what it was read from, order.
std::vector<Component> told(Bom bom, bool with_ids) {
  sort(bom);
  for (Component& component : bom.components) {
    component.raw.clear();
    if (!with_ids) component.id.clear();
    std::erase_if(component.attributes,
                  [](const record::Attribute& one) { return one.key == "property"; });
    for (record::Occurrence& place : component.occurrences) {
      place.signal.clear();  // CycloneDX has one text for signal and evidence
      place.evidence.clear();
    }
  }
  return bom.components;
}

TEST_CASE("what is written reads back as the same components, provenance included") {
  const Bom bom = sample::bom();
  for (const Format format : {Format::cyclonedx_1_6, Format::cyclonedx_1_7, Format::spdx_3_0_1}) {
    CAPTURE(std::string(name(format)));
    const Imported back = sample::import(write(bom, format).text);
    CHECK(back.valid());
    REQUIRE(back.bom.has_value());
    const bool ids = format != Format::spdx_3_0_1;
    const auto before = told(bom, ids);
    const auto after = told(*back.bom, ids);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      CAPTURE(before[i].name);
      CHECK(before[i].kind == after[i].kind);
      CHECK(before[i].provider == after[i].provider);
      CHECK(before[i].provenance == after[i].provenance);
      REQUIRE(before[i].attributes.size() == after[i].attributes.size());
      for (std::size_t k = 0; k < before[i].attributes.size(); ++k) {
        CAPTURE(before[i].attributes[k].key);
        CHECK(before[i].attributes[k].key == after[i].attributes[k].key);
        CHECK(before[i].attributes[k].value == after[i].attributes[k].value);
        CHECK(record::name(before[i].attributes[k].provenance) ==
              record::name(after[i].attributes[k].provenance));
        CHECK(before[i].attributes[k].source == after[i].attributes[k].source);
      }
      CHECK(before[i] == after[i]);
    }
    REQUIRE(back.bom->relations.size() == bom.relations.size());
    std::size_t same = 0;
    for (const Relation& one : back.bom->relations) {
      for (const Relation& other : bom.relations) {
        if (one.kind == other.kind && one.provenance == other.provenance &&
            one.to.ends_with(other.to) && one.from.ends_with(other.from)) {
          ++same;
        }
      }
    }
    CHECK(same == bom.relations.size());
    REQUIRE(back.bom->findings.size() == 1);
    CHECK(back.bom->findings[0].id == bom.findings[0].id);
    CHECK(back.bom->findings[0].severity == "critical");
    CHECK(back.bom->findings[0].affects.size() == 1);
  }
}

TEST_CASE("components without an id, or with that of another, are kept apart") {
  for (const char* text :
       {R"({"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"","name":"a"},{"name":"b"},
           {"SPDXID":"#/packages/1","name":"c"},{"SPDXID":"","name":"d"}]})",
        R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[
           {"type":"library","name":"a","bom-ref":"#/components/1"},{"type":"library","name":"b"},
           {"type":"library","name":"c","bom-ref":"#/components/1"},{"type":"library","name":"d",
           "bom-ref":""}]})"}) {
    const Imported imported = sample::import(text);
    CHECK(imported.refused == 0);
    REQUIRE(imported.bom.has_value());
    CHECK(imported.bom->components.size() == 4);
    for (const Format format : {Format::cyclonedx_1_6, Format::cyclonedx_1_7, Format::spdx_3_0_1}) {
      const Imported again = sample::import(write(*imported.bom, format).text);
      CHECK(again.refused == 0);
      CHECK(again.bom->components.size() == 4);
    }
  }
}

}  // namespace
}  // namespace bartizan::assure::bom
