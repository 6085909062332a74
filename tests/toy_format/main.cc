// The toy format of docs/adding-a-format.md, compiled into a scanner that knows no other, so that
// the guide cannot rot: what it shows is what is built and tested here.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <string>

#include "mkbytes/recipe.h"
#include "run/analyse.h"
#include "support/mutate.h"
#include "support/recipes.h"

namespace bartizan::test {
namespace {

using record::Verdict;

record::Artifact analyse(std::string_view recipe) {
  return run::analyse_bytes(as_bytes(mkbytes::make(recipe).bytes), "a.crate");
}

TEST_CASE("a crate of numbers is clean") {
  const auto result = analyse("text \"CRATE\\n\"\nu8 1\nu32le 4\nfill 4 7\nu8 0");
  CHECK(result.verdict == Verdict::clean);
  CHECK(result.format == "crate");
  CHECK(broken_invariant(result, 16) == "");
}

TEST_CASE("a command is malicious, with its bytes") {
  const auto result = analyse("text \"CRATE\\n\"\nu8 2\nu32le 4\ntext \"echo\"\nu8 0");
  CHECK(result.verdict == Verdict::malicious);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].title == "runs echo when loaded");
  CHECK(result.findings[0].range == base::Range{6, 9});
}

TEST_CASE("a cut crate is incomplete, wherever it is cut") {
  const std::string whole =
      mkbytes::make("text \"CRATE\\n\"\nu8 1\nu32le 4\nfill 4 7\nu8 1\nu32le 2\nfill 2 7\nu8 0")
          .bytes;
  for (std::size_t at = 1; at < whole.size(); ++at) {
    CAPTURE(at);
    const auto cut = run::analyse_bytes(as_bytes(std::string_view(whole).substr(0, at)), "a.crate");
    CHECK(cut.verdict == Verdict::incomplete);
    CHECK(broken_invariant(cut, at) == "");
  }
}

TEST_CASE("bytes behind the end are a finding") {
  const auto result = analyse("text \"CRATE\\n\"\nu8 0\ntext \"behind\"");
  CHECK(result.verdict == Verdict::suspicious);
}

TEST_CASE("the guide shows these very files") {
  const std::filesystem::path source = BARTIZAN_SOURCE_DIR;
  const std::string guide = slurp(source / "docs/adding-a-format.md");
  for (const char* file :
       {"format.h", "format.cc", "rules.h", "rules.toml", "parse.h", "parse.cc"}) {
    CAPTURE(file);
    CHECK(guide.find(slurp(source / "tests/toy_format" / file)) != guide.npos);
  }
}

}  // namespace
}  // namespace bartizan::test
