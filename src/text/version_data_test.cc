// Published vectors: one comparison a line, `a < b`, `a > b` or `a = b`.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "text/version.h"

namespace bartizan::text {
namespace {

struct Result {
  int right = 0, wrong = 0;
};

Result compare_all(const char* file, VersionScheme scheme) {
  const std::filesystem::path root(std::getenv("BARTIZAN_TEST_DATA"));
  std::ifstream in(root / "versions" / file);
  REQUIRE(in);
  Result result;
  std::string line;
  while (std::getline(in, line)) {
    std::stringstream words(line);
    std::string a, op, b;
    if (line.starts_with("//") || !(words >> a >> op >> b)) continue;
    const auto order = compare_versions(scheme, a, b);
    const bool right = op == "<" ? order < 0 : op == ">" ? order > 0 : order == 0;
    CAPTURE(line);
    CHECK(right);
    ++(right ? result.right : result.wrong);
  }
  return result;
}

TEST_CASE("all published comparisons hold") {
  CHECK(compare_all("pypi-versions-generated.txt", VersionScheme::pep440).right == 12'375);
  CHECK(compare_all("pypi-versions.txt", VersionScheme::pep440).right > 30);
  CHECK(compare_all("semver-versions.txt", VersionScheme::semver).right > 80);
}

}  // namespace
}  // namespace bartizan::text
