#include <doctest/doctest.h>

#include "report/api.h"
#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

const std::vector<ListingLine>& listing() {
  static const std::vector<ListingLine> lines{
      {1, {0, 2}, "80 04        PROTO 4"},
      {1, {1'262, 14}, "63           GLOBAL 'posix system'      g1 = posix.system"},
      {1, {1'284, 1}, "52           REDUCE                     c1 = g1(\"curl ...\")"},
      {1, {1'285, 1}, "2e           STOP"},
  };
  return lines;
}

TEST_CASE("inspect shows the structure of a file") {
  const record::Artifact artifact = sample::report().artifacts[2];
  InspectOptions options;
  CHECK(sample::matches_golden("inspect.pipe.txt",
                               inspect(artifact, listing(), sample::catalog(), options)));
  options.style = {.people = true, .color = true, .ascii = false, .columns = 90};
  CHECK(sample::matches_golden("inspect.color.txt",
                               inspect(artifact, listing(), sample::catalog(), options)));
  CHECK(inspect({}, {}, sample::catalog(), options) != "");
}

TEST_CASE("inspect's JSON has spans, facts and the listing, and fits its schema") {
  const std::string text =
      inspect_json(sample::report().artifacts[2], listing(), sample::catalog());
  CHECK(sample::matches_golden("inspect.json", text));
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/inspect-1.schema.json");
  CHECK(schema.problem(text) == "");
  CHECK(schema.problem(inspect_json(sample::hostile_report().artifacts[2], listing(),
                                    sample::catalog())) == "");
}

TEST_CASE("inspect is inert whatever the file says") {
  const record::Artifact artifact = sample::hostile_report().artifacts[2];
  const std::vector<ListingLine> lines{{1, {0, 1}, std::string(sample::kHostile)}};
  InspectOptions options;
  options.all = true;
  for (const char c : inspect(artifact, lines, sample::catalog(), options)) {
    CHECK_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n'));
  }
}

}  // namespace
}  // namespace bartizan::report
