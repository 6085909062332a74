#include <doctest/doctest.h>

#include <cstdlib>

#include "report/api.h"
#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

TEST_CASE("SARIF looks as its golden shows") {
  CHECK(sample::matches_golden("scan.sarif", sarif(sample::report(), sample::catalog())));
}

TEST_CASE("SARIF fits the standard's schema") {
  const char* data = std::getenv("BARTIZAN_TEST_DATA");
  if (data == nullptr) {
    MESSAGE("skipped: BARTIZAN_TEST_DATA does not name the folder with schemas/sarif");
    return;
  }
  tests::SchemaCheck schema(std::string(data) + "/schemas/sarif/sarif-schema-2.1.0.json", 4);
  CHECK(schema.problem(sarif(sample::report(), sample::catalog())) == "");
  CHECK(schema.problem(sarif(sample::hostile_report(), sample::catalog())) == "");
  CHECK(schema.problem(sarif({}, sample::catalog(), {.reproducible = true})) == "");
  CHECK(schema.problem("{\"version\": \"2.1.0\"}") != "");
}

TEST_CASE("a finding keeps its SARIF fingerprint when its file moves") {
  const auto fingerprints = [](const record::ScanReport& report) {
    const std::string text = sarif(report, sample::catalog());
    std::string out;
    for (std::size_t at = text.find("Finding/v1"); at != std::string::npos;
         at = text.find("Finding/v1", at + 1)) {
      out += text.substr(at, 45);
    }
    return out;
  };
  record::ScanReport moved = sample::report();
  for (record::Artifact& artifact : moved.artifacts) {
    artifact.root = "/srv/elsewhere";
    artifact.path = "x/" + artifact.path;
  }
  CHECK(fingerprints(moved) == fingerprints(sample::report()));
}

TEST_CASE("SARIF names files by relative, percent-encoded uris") {
  record::ScanReport report = sample::report();
  report.artifacts.resize(3);
  report.artifacts[2].root = "./models/";
  report.artifacts[2].path = "a b#?%\xff.pt";
  CHECK(sarif(report, sample::catalog()).find("\"models/a%20b%23%3F%25%FF.pt\"") !=
        std::string::npos);
  report.artifacts[2].root = "/srv/m";
  const std::string absolute = sarif(report, sample::catalog());
  CHECK(absolute.find("\"a%20b%23%3F%25%FF.pt\"") != std::string::npos);
  CHECK(absolute.find("\"file:///srv/m/\"") != std::string::npos);
}

TEST_CASE("names cannot become links or placeholders in SARIF messages") {
  const std::string text = sarif(sample::hostile_report(), sample::catalog());
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.find("\"text\":") != std::string::npos) CHECK(line.find("[a](") == std::string::npos);
  }
  CHECK(text.find("\\\\[a\\\\](javascript:x)") != std::string::npos);
}

TEST_CASE("JUnit looks as its golden shows") {
  CHECK(sample::matches_golden("scan.junit.xml", junit(sample::report(), sample::catalog())));
}

TEST_CASE("JUnit stays XML whatever a name holds") {
  const std::string text = junit(sample::hostile_report(), sample::catalog());
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find("]]>") == std::string::npos);
  for (const char c : text) {
    CHECK_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n'));
  }
}

TEST_CASE("reproducible machine reports say nothing about the run") {
  record::ScanReport other = sample::report();
  other.run = {};
  other.summary.cached = 0;
  const MachineOptions options{.reproducible = true};
  CHECK(sarif(other, sample::catalog(), options) ==
        sarif(sample::report(), sample::catalog(), options));
  CHECK(junit(other, sample::catalog(), options) ==
        junit(sample::report(), sample::catalog(), options));
}

}  // namespace
}  // namespace bartizan::report
