#include "assure/bom/write.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

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

}  // namespace
}  // namespace bartizan::assure::bom
