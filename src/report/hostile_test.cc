// Whatever a file says, every form stays what it is. Random reports, all sinks.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "base/escape.h"
#include "report/api.h"
#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

using record::ScanReport;

// The sample with random bytes, ranges, parents and verdicts wherever a scan can put them.
ScanReport scrambled() {
  ScanReport report = sample::report();
  const auto text = [] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    return *rc::gen::arbitrary<bool>() ? bytes + std::string(sample::kHostile) : bytes;
  };
  // off_t is signed, and so are the integers of the schema library.
  const auto number = [] { return *rc::gen::arbitrary<std::uint64_t>() / 4; };
  for (record::Artifact& artifact : report.artifacts) {
    artifact.path = text();
    artifact.root = text();
    artifact.size = number();
    artifact.verdict = *rc::gen::element(record::Verdict::not_a_model, record::Verdict::clean,
                                         record::Verdict::incomplete, record::Verdict::suspicious,
                                         record::Verdict::malicious);
    for (record::Member& member : artifact.members) {
      member.name = text();
      member.size = number();
    }
    artifact.members.front().size = artifact.size;
    for (record::Finding& finding : artifact.findings) {
      finding.title = text();
      finding.subject = text();
      finding.range = {number(), number()};
      finding.file_range = finding.range;
      finding.evidence.push_back({text(), text()});
    }
    for (record::Gap& gap : artifact.coverage.gaps) {
      gap.reason = text();
      gap.range = {number(), number()};
    }
  }
  report.summary.notes = {text()};
  report.excluded.push_back({text(), text()});
  return report;
}

bool printable(const std::string& text) {
  if (!base::is_utf8(text)) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) return false;
  }
  return true;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST_CASE("every form of a random report is printable UTF-8 and keeps its structure") {
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/scan-1.schema.json");
  CHECK(rc::check([&] {
    const ScanReport report = scrambled();
    TerminalOptions options;
    options.all = options.verbose = true;
    RC_ASSERT(printable(terminal(report, sample::catalog(), options)));

    const std::string document = json(report, sample::catalog());
    RC_ASSERT(printable(document));
    RC_ASSERT(schema.problem(document) == "");

    const std::string lines = jsonl(report, sample::catalog());
    RC_ASSERT(count(lines, "\n") == report.artifacts.size() + 2);

    const std::string code = sarif(report, sample::catalog());
    RC_ASSERT(printable(code));

    const std::string cases = junit(report, sample::catalog());
    RC_ASSERT(printable(cases));
    RC_ASSERT(count(cases, "<testcase ") == report.artifacts.size());
    RC_ASSERT(count(cases, "]]>") == 0u);

    const std::string page = html(report, sample::catalog());
    RC_ASSERT(printable(page));
    RC_ASSERT(count(page, "<script") == 1u);
    RC_ASSERT(count(page, "<!--") == 0u);
    RC_ASSERT(count(page, "<details class=\"file ") == report.artifacts.size());
    RC_ASSERT(count(page, "<details") == count(page, "</details>"));

    RC_ASSERT(printable(inspect(report.artifacts[2], {}, sample::catalog(), {})));
  }));
}

}  // namespace
}  // namespace bartizan::report
