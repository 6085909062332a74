#include <doctest/doctest.h>

#include <string>

#include "run/analyse.h"
#include "support/recipes.h"

namespace bartizan::scan::config {
namespace {

using record::Verdict;

record::Artifact read(const std::string& json, const base::Limits& limits = {}) {
  return run::analyse_bytes(test::as_bytes(json), "config.json", record::Depth::content, limits);
}

TEST_CASE("config: a key is found wherever the reading window ends") {
  const std::string tail = R"("auto_map": {"AutoModel": "modeling_x.XModel"}})";
  for (std::size_t at = 64 * 1024 - 48; at < 64 * 1024 + 8; ++at) {
    const std::string json = "{" + std::string(at, ' ') + tail;
    CHECK(read(json).verdict == Verdict::suspicious);
  }
}

TEST_CASE("config: an escaped key is found wherever the reading window ends") {
  const std::string tail = R"("\u0061uto_map": {"AutoModel": "modeling_x.XModel"}})";
  for (std::size_t at = 64 * 1024 - 48; at < 64 * 1024 + 8; ++at) {
    CHECK(read("{" + std::string(at, ' ') + tail).verdict == Verdict::suspicious);
  }
}

TEST_CASE("config: a long document without such keys is passed over, one with them is a gap") {
  base::Limits limits;
  limits.text = 1000;
  const std::string filler = "\"x\": \"" + std::string(2000, 'x') + "\"";
  CHECK(read("{" + filler + "}", limits).verdict == Verdict::not_a_model);
  CHECK(read("{" + filler + R"(, "auto_map": {"A": "b.C"}})", limits).verdict ==
        Verdict::incomplete);
}

TEST_CASE("config: ordinary text that is no JSON at all stays what it is") {
  CHECK(read("{ this is not JSON }").verdict == Verdict::not_a_model);
  CHECK(read("{\"loss\": NaN}").verdict == Verdict::not_a_model);
}

TEST_CASE("config: references are facts") {
  const auto artifact =
      read(R"({"auto_map": {"AutoConfig": "a.B", "AutoModel": ["c.D", null], "X": "r--e.F"}})");
  REQUIRE(artifact.facts.size() == 3);
  CHECK(artifact.facts[1].value == "c.D");
  CHECK(artifact.findings.size() == 2);
}

}  // namespace
}  // namespace bartizan::scan::config
