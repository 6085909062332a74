// OpenVEX documents that other people's tools wrote.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "assure/vex/import_test.h"

namespace bartizan::assure::vex {
namespace {

TEST_CASE("documents of vexctl, trivy and grype") {
  const std::filesystem::path root(std::getenv("BARTIZAN_TEST_DATA"));
  std::map<std::string, std::size_t> read;
  for (const auto& entry : std::filesystem::directory_iterator(root / "share/openvex/examples")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const Imported imported = import_text(text, "found_a");
    CAPTURE(entry.path().string());
    CHECK(imported.refused == 0);
    read[entry.path().filename().string()] = imported.statements.size();
  }
  CHECK(read["vexctl-pkg-ctl-testdata-v001-1.vex.json"] == 1);
  CHECK(read["vexctl-pkg-ctl-testdata-test.vex.json"] == 2);
  CHECK(read["vexctl-examples-sarif-sample-2vulns.openvex.json"] == 2);
  CHECK(read["grype-grype-db-processors-testdata-openvex.json"] == 1);
  CHECK(read["trivy-vex-oci.openvex.json"] >= 2);
  CHECK(read["trivy-integration-testdata-fixtures-vex-file-openvex.json"] == 1);
  CHECK(read["openvex-spec-05.json"] == 1);
  CHECK(read["attesting-00.json"] == 0);
  for (const char* path : {"share/openvex/conversion/csaf-input.json",
                           "share/csaf/2.0/examples/csaf/csaf_vex/2022-evd-uc-01-f-001.json"}) {
    std::ifstream file(root / path, std::ios::binary);
    REQUIRE(file.good());
    const Imported imported = import_text(std::string(std::istreambuf_iterator<char>(file), {}));
    REQUIRE(imported.notes.size() == 1);
    CHECK(imported.notes[0].code == "csaf");
  }
}

}  // namespace
}  // namespace bartizan::assure::vex
