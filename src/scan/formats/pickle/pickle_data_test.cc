// Real files: what CPython, NumPy, pandas, scikit-learn, PyTorch and joblib write is read whole and
// never called malicious; every global that a pickle asks for is found.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "run/analyse.h"
#include "support/recipes.h"

namespace bartizan::scan::pickle {
namespace {

namespace fs = std::filesystem;

std::set<std::string> globals_of(const record::Artifact& artifact) {
  std::set<std::string> found;
  for (const record::Fact& fact : artifact.facts) {
    if (fact.kind == "global") found.insert(fact.key);
  }
  return found;
}

TEST_CASE("real pickles are read whole, and hold the globals that their list names") {
  const fs::path root = fs::path(std::getenv("BARTIZAN_TEST_DATA")) / "models";
  std::map<std::string, std::set<std::string>> wanted;
  std::ifstream list(root / "globals.csv");
  REQUIRE(list);
  std::string line;
  std::getline(list, line);
  while (std::getline(list, line)) {
    std::stringstream row(line);
    std::string path, member, global;
    std::getline(row, path, ',');
    std::getline(row, member, ',');
    std::getline(row, global, '\r');
    wanted[path].insert(global);
  }
  std::size_t files = 0, suspicious = 0;
  for (const char* folder : {"pickle", "numpy", "pandas", "scipy", "sklearn", "torch", "joblib"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string path = fs::relative(entry.path(), root).string();
      CAPTURE(path);
      ++files;
      const std::string bytes = test::slurp(entry.path());
      const record::Artifact artifact = run::analyse_bytes(test::as_bytes(bytes), path);
      CHECK(artifact.verdict != record::Verdict::malicious);
      CHECK(artifact.verdict != record::Verdict::incomplete);
      if (artifact.verdict == record::Verdict::suspicious) ++suspicious;
      if (const auto expected = wanted.find(path); expected != wanted.end()) {
        const std::set<std::string> found = globals_of(artifact);
        for (const std::string& global : expected->second) {
          CAPTURE(global);
          CHECK(found.contains(global));
        }
      }
    }
  }
  CHECK(files > 300);
  CHECK(suspicious * 50 <= files);  // at most 2 %
}

}  // namespace
}  // namespace bartizan::scan::pickle
