#include "report/bom.h"

#include <doctest/doctest.h>

#include "assure/bom/import_test.h"
#include "assure/bom/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

namespace bom = assure::bom;

TEST_CASE("a score says state, how many, where from, and what to do") {
  const std::vector<bom::Score> scores{bom::score(bom::sample::bom(), bom::Standard::g7_2026)};
  BomOptions options;
  const std::string text = bom_scores(scores, options);
  CHECK(text.find("✓ author of the document  declared  G7AI-MD-01\n") != text.npos);
  CHECK(text.find("~ hash  1 of 2, observed  G7AI-MDL-07\n") != text.npos);
  CHECK(text.find("? controls  needs a person  G7AI-SP-01\n") != text.npos);
  CHECK(text.find("list the controls that protect the system") != text.npos);
  CHECK(text.find("50 elements: ") != text.npos);
  options.quiet = true;
  CHECK(bom_scores(scores, options).starts_with("g7: "));
  CHECK(bom_scores_json(scores).find("\"state\": \"needs-human\"") != text.npos);
}

TEST_CASE("problems say file, line, place, reason and rule; names are escaped") {
  const bom::Imported imported = bom::sample::import(
      "{\"bomFormat\":\"CycloneDX\",\n\"specVersion\":\"1.6\",\n\"components\":[{\"type\":\"x\","
      "\n\"na\x1b[31mme\":\"y\"}]}");
  // An escape character is no JSON; it is refused where it stands.
  CHECK(bom_problems("a.json", imported, {}).find("✗ a.json:4") != std::string::npos);
  const bom::Imported odd = bom::sample::import(
      R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"x","\u001b[31m":1}]})");
  const std::string text = bom_problems("a.json", odd, {});
  CHECK(text.find('\x1b') == text.npos);
  CHECK(text.find("a.json: not valid CycloneDX 1.6, 3 errors, 0 warnings\n") != text.npos);
  CHECK(bom_problems_json("a.json", odd).find('\x1b') == std::string::npos);
}

TEST_CASE("differences and losses") {
  bom::sample::Estate estate = bom::sample::estate();
  const bom::Bom before =
      bom::bom_of(estate.components, estate.relations, estate.findings, estate.options);
  estate.components[0].version = "2.5.0";
  const bom::Bom after =
      bom::bom_of(estate.components, estate.relations, estate.findings, estate.options);
  const std::string text = bom_diff(bom::diff(before, after), {});
  CHECK(text.find("~ package torch\n    version: 2.4.1 → 2.5.0\n") != text.npos);
  CHECK(text.find("0 added, 0 removed, 1 changed, 9 the same\n") != text.npos);
  const bom::Written written = bom::write(before, bom::Format::spdx_3_0_1);
  CHECK(bom_losses(written.losses, {})
            .find("not profile-conformant because releaseTime is unknown") != std::string::npos);
}

TEST_CASE("machine forms fit their schemas") {
  const std::string folder = BARTIZAN_SOURCE_DIR "/docs/schemas/";
  std::vector<bom::Score> scores;
  for (const auto standard :
       {bom::Standard::g7_2026, bom::Standard::cisa_2025, bom::Standard::ntia_2021}) {
    scores.push_back(bom::score(bom::sample::bom(), standard));
  }
  tests::SchemaCheck score(folder + "bom-score-1.schema.json");
  CHECK(score.problem(bom_scores_json(scores)) == "");

  tests::SchemaCheck problems(folder + "bom-problems-1.schema.json");
  for (const std::string_view text :
       {R"({)",
        R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"\u001b[31m":1}]})"}) {
    CHECK(problems.problem(bom_problems_json("a\xFF.json", bom::sample::import(text))) == "");
  }

  bom::sample::Estate estate = bom::sample::estate();
  const bom::Bom before =
      bom::bom_of(estate.components, estate.relations, estate.findings, estate.options);
  estate.components[0].version = "2.5.0";
  estate.findings.clear();
  const bom::Bom after =
      bom::bom_of(estate.components, estate.relations, estate.findings, estate.options);
  tests::SchemaCheck diff(folder + "bom-diff-1.schema.json");
  CHECK(diff.problem(bom_diff_json(bom::diff(before, after))) == "");
  CHECK(diff.problem("{}") != "");
}

}  // namespace
}  // namespace bartizan::report
