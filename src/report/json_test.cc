#include "record/json.h"

#include <doctest/doctest.h>

#include "base/escape.h"
#include "report/api.h"
#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

TEST_CASE("the JSON report looks as its golden shows and fits its schema") {
  const std::string text = json(sample::report(), sample::catalog());
  CHECK(sample::matches_golden("scan.json", text));
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/scan-1.schema.json");
  CHECK(schema.problem(text) == "");
  CHECK(schema.problem(json(sample::hostile_report(), sample::catalog())) == "");
  CHECK(schema.problem(json({}, sample::catalog(), {.reproducible = true})) == "");
}

TEST_CASE("the schema refuses what is not a report") {
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/scan-1.schema.json");
  std::string text = json(sample::report(), sample::catalog());
  CHECK(schema.problem("{}") != "");
  text.replace(text.find("\"malicious\","), 12, "\"evil\",     ");
  CHECK(schema.problem(text) != "");
}

TEST_CASE("JSON lines come as run, artifacts, summary, and each fits the schema of a line") {
  const std::string text = jsonl(sample::report(), sample::catalog());
  CHECK(sample::matches_golden("scan.jsonl", text));
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/scan-1-line.schema.json");
  std::istringstream lines(text);
  std::string line;
  std::size_t n = 0;
  const std::size_t last = sample::report().artifacts.size() + 1;
  while (std::getline(lines, line)) {
    CHECK(schema.problem(line) == "");
    const std::string type = n == 0 ? "run" : n == last ? "summary" : "artifact";
    CHECK(line.starts_with("{\"type\":\"" + type + "\""));
    ++n;
  }
  CHECK(n == last + 1);
}

TEST_CASE("a reproducible report says nothing about the run") {
  record::ScanReport other = sample::report();
  other.run = {};
  other.run.host = "elsewhere";
  other.summary.cached = 0;
  const MachineOptions options{.reproducible = true};
  CHECK(json(other, sample::catalog(), options) ==
        json(sample::report(), sample::catalog(), options));
  CHECK(jsonl(other, sample::catalog(), options) ==
        jsonl(sample::report(), sample::catalog(), options));
}

TEST_CASE("a path in a report leads back to its bytes") {
  const record::ScanReport hostile = sample::hostile_report();
  const std::string line = jsonl_artifact(hostile.artifacts[2], sample::catalog());
  const auto back = record::artifact_from_json(line);
  REQUIRE(back.has_value());
  CHECK(back->path == hostile.artifacts[2].path);
  CHECK(back->members[1].name == hostile.artifacts[2].members[1].name);
  CHECK(back->findings[0].evidence[0].value == hostile.artifacts[2].findings[0].evidence[0].value);
  for (const char c : line.substr(0, line.size() - 1)) {
    CHECK_FALSE(static_cast<unsigned char>(c) < 0x20);
  }
  CHECK(base::is_utf8(line));
}

}  // namespace
}  // namespace bartizan::report
