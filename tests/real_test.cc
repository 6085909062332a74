// Real files by real libraries: the verdict of each is the one that tests/real/manifest.csv
// expects.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/hash.h"
#include "run/analyse.h"
#include "support/recipes.h"
#include "support/verdicts.h"

namespace bartizan {
namespace {

TEST_CASE("real files get the verdicts that are expected of them") {
  const std::filesystem::path folder = BARTIZAN_SOURCE_DIR "/tests/real";
  std::ifstream manifest(folder / "manifest.csv");
  std::string line;
  REQUIRE(std::getline(manifest, line));
  REQUIRE(line == "path,sha256,writer,version,expected");
  test::Verdicts seen;
  while (std::getline(manifest, line)) {
    const auto cells = test::split_csv(line);
    REQUIRE(cells.size() == 5);
    const std::string bytes = test::slurp(folder / "files" / cells[0]);
    INFO(cells[0]);
    CHECK_MESSAGE(base::hex(base::sha256(bytes)) == cells[1], "the file was changed");
    const record::Artifact artifact = run::analyse_bytes(test::as_bytes(bytes), cells[0]);
    INFO(test::first_finding(artifact));
    CHECK(record::name(artifact.verdict) == cells[4]);
    seen.add(artifact);
  }
  CHECK(seen.total() >= 370);
  CHECK(seen.count(record::Verdict::malicious) == 0);
}

}  // namespace
}  // namespace bartizan
