// The benign files of BARTIZAN_TEST_DATA/models: none malicious, at most 2 % suspicious, and every
// file of the formats that this version reads is read to its end.
#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "run/analyse.h"
#include "support/recipes.h"
#include "support/verdicts.h"

namespace bartizan {
namespace {

// Folders whose files are all of formats that are analysed; the rest is recognised at most.
constexpr std::array<std::string_view, 8> kAnalysed{
    "joblib/", "numpy/", "pandas/", "pickle/", "safetensors/", "scipy/", "sklearn/", "torch/",
};

bool must_be_read(std::string_view path) {
  for (const std::string_view folder : kAnalysed) {
    if (path.starts_with(folder)) return true;
  }
  return path.starts_with("xgboost/") && path.ends_with(".pkl");
}

TEST_CASE("benign files of other people's tools are not called malicious, and hardly suspicious") {
  const char* data = std::getenv("BARTIZAN_TEST_DATA");
  REQUIRE(data != nullptr);
  const std::filesystem::path folder = std::filesystem::path(data) / "models";
  std::ifstream manifest(folder / "manifest.csv");
  std::string line;
  REQUIRE(std::getline(manifest, line));
  test::Verdicts seen;
  std::string unread;
  while (std::getline(manifest, line)) {
    const std::string path = test::split_csv(line).front();
    const std::string bytes = test::slurp(folder / path);
    const record::Artifact artifact = run::analyse_bytes(test::as_bytes(bytes), path);
    seen.add(artifact);
    if (must_be_read(path) && artifact.verdict == record::Verdict::incomplete) {
      unread += path + "  " + test::first_finding(artifact) + "\n";
    }
  }
  MESSAGE(seen.total(), " files, ", seen.count(record::Verdict::suspicious), " suspicious:\n",
          seen.doubtful());
  CHECK(seen.total() == 569);
  CHECK(seen.count(record::Verdict::malicious) == 0);
  CHECK(seen.count(record::Verdict::suspicious) * 50 <= seen.total());
  CHECK_MESSAGE(unread.empty(), "not read to the end:\n", unread);
}

}  // namespace
}  // namespace bartizan
