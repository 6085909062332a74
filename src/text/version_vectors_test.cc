// Vectors from each ecosystem's own tool: tests/versions/, made by tools/version_vectors/.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "text/version.h"

namespace bartizan::text {
namespace {

constexpr std::size_t kFewestVectors = 200;  // below that an ecosystem is not claimed

struct Vectors {
  std::string type = {};
  std::size_t count = 0, wrong = 0;
  std::vector<std::string> versions = {};
};

char sign(std::partial_ordering order) {
  return order < 0 ? '<' : order > 0 ? '>' : order == 0 ? '=' : '?';
}

Vectors check(const std::filesystem::path& path) {
  Vectors vectors{.type = path.stem().string()};
  const VersionScheme scheme = scheme_of(vectors.type);
  std::ifstream in(path);
  std::set<std::string> versions;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::stringstream words(line);
    std::string a, said, b;
    REQUIRE(static_cast<bool>(words >> a >> said >> b));
    const char ours = sign(compare_versions(scheme, a, b));
    CHECK_MESSAGE(said == std::string(1, ours), vectors.type << ": " << line << ", not " << ours);
    vectors.wrong += said != std::string(1, ours);
    ++vectors.count;
    versions.insert({a, b});
  }
  vectors.versions.assign(versions.begin(), versions.end());
  return vectors;
}

// An order is a total preorder just when a version's place is how many are before it.
void check_order(const Vectors& vectors) {
  const VersionScheme scheme = scheme_of(vectors.type);
  std::vector<std::size_t> places;
  for (const auto& a : vectors.versions) {
    places.push_back(static_cast<std::size_t>(std::ranges::count_if(
        vectors.versions, [&](const auto& b) { return compare_versions(scheme, b, a) < 0; })));
  }
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j) {
      const auto order = compare_versions(scheme, vectors.versions[i], vectors.versions[j]);
      wrong += sign(order) != sign(places[i] <=> places[j]);
    }
  }
  CHECK_MESSAGE(wrong == 0, vectors.type << ": " << wrong << " pairs out of order");
}

TEST_CASE("version vectors: every ecosystem agrees with its own tool") {
  std::set<std::string> types;
  for (const auto& entry :
       std::filesystem::directory_iterator(BARTIZAN_SOURCE_DIR "/tests/versions")) {
    if (entry.path().extension() != ".txt") continue;
    const Vectors vectors = check(entry.path());
    CAPTURE(vectors.type);
    CHECK(scheme_of(vectors.type) != VersionScheme::generic);
    CHECK(vectors.count >= kFewestVectors);
    check_order(vectors);
    types.insert(vectors.type);
    MESSAGE(vectors.type << ": " << vectors.count << " vectors, " << vectors.wrong << " wrong, "
                         << vectors.versions.size() << " versions");
  }
  for (const char* type :
       {"apk", "cargo", "composer", "deb", "gem", "golang", "maven", "npm", "nuget", "pypi", "rpm"})
    CHECK(types.contains(type));
}

}  // namespace
}  // namespace bartizan::text
