// JUnit XML as CI systems read it: one test suite per root, one test case per file.
//
// clean: passed. malicious and suspicious: failure. incomplete: error, since the test could not be
// carried out. not-a-model: skipped. docs/reports.md says the same.
#include <map>

#include "base/escape.h"
#include "report/api.h"
#include "report/junit_parts.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using record::Artifact;
using record::ScanReport;
using record::Verdict;

struct Counts : JunitCounts {
  void add(Verdict verdict) {
    ++tests;
    failures += verdict >= Verdict::suspicious ? 1 : 0;
    errors += verdict == Verdict::incomplete ? 1 : 0;
    skipped += verdict == Verdict::not_a_model ? 1 : 0;
  }
};

std::string details(const Words& words, const Artifact& artifact) {
  std::string out;
  const auto line = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out += pad(label, 8) + std::string(text) + '\n';
  };
  std::string before;
  for (const record::Finding* finding : worst_first(artifact)) {
    const Phrases now = words.phrases(artifact, *finding);
    if (now.title == before && !now.place.empty()) {
      line("  also", now.place);
      continue;
    }
    before = now.title;
    out += one_line(finding->rule) + ' ' + now.title + '\n';
    line("  where", now.where);
    line("  when", now.when);
    line("  why", now.why);
    line("  do", now.remedy);
    line("  see", now.see());
    if (finding->accepted_by) line("  by", "accepted by " + one_line(*finding->accepted_by));
  }
  for (const record::Gap& gap : artifact.coverage.gaps) {
    const std::string place = words.gap(artifact, gap);
    out += "unread: " + one_line(gap.reason) + (place.empty() ? "" : " at " + place) + '\n';
    line("  do", explain_reason(gap.reason).remedy);
  }
  return out;
}

std::string headline(const Words& words, const Artifact& artifact) {
  if (artifact.verdict == Verdict::incomplete) {
    std::string out = "incomplete";
    for (const std::string& reason : reasons(artifact)) out += ", " + one_line(reason);
    return out;
  }
  const auto sorted = worst_first(artifact);
  std::string out(word(artifact.verdict));
  if (!sorted.empty()) {
    out += ": " + one_line(sorted.front()->rule) + ' ' +
           words.phrases(artifact, *sorted.front()).title;
  }
  return out;
}

void test_case(std::string& out, const Words& words, const Artifact& artifact) {
  const std::string path = words.path(artifact);
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  out += "    <testcase classname=\"" + xml(folder) + "\" name=\"" + xml(name) + "\" file=\"" +
         xml(path) + "\" time=\"0\"";
  const auto child = [&](std::string_view element) {
    out += ">\n      <" + std::string(element) + " type=\"" +
           std::string(record::name(artifact.verdict)) + "\" message=\"" +
           xml(headline(words, artifact)) + "\">" + xml(details(words, artifact)) + "</" +
           std::string(element) + ">\n    </testcase>\n";
  };
  switch (artifact.verdict) {
    case Verdict::malicious:
    case Verdict::suspicious:
      return child("failure");
    case Verdict::incomplete:
      return child("error");
    case Verdict::not_a_model:
      out += ">\n      <skipped message=\"not a model: " + xml(words.format(artifact.format)) +
             "\"/>\n    </testcase>\n";
      return;
    case Verdict::clean:
      out += "/>\n";
      return;
  }
}

}  // namespace

std::string junit(const ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options) {
  const Words words(catalog, has_several_roots(report), false);
  Counts all;
  // Suites in the order in which their roots were scanned.
  std::vector<std::string> roots;
  std::map<std::string, Counts> counts;
  for (const Artifact& artifact : report.artifacts) {
    const auto [at, fresh] = counts.try_emplace(artifact.root);
    if (fresh) roots.push_back(artifact.root);
    at->second.add(artifact.verdict);
    all.add(artifact.verdict);
  }
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bartizan scan\"" +
      all.attributes() + " time=\"0\">\n";
  for (const std::string& root : roots) {
    out += "  <testsuite name=\"" + xml(one_line(root)) + "\"" + counts.at(root).attributes() +
           " time=\"0\"";
    if (!options.reproducible) {
      // The schema's dateTime has no zone and no fraction.
      out += " timestamp=\"" + xml(report.run.started.substr(0, 19)) + "\" hostname=\"" +
             xml(one_line(report.run.host)) + "\"";
    }
    out += ">\n";
    if (!options.reproducible) {
      out += "    <properties><property name=\"catalog\" value=\"" + xml(catalog_of(report.run)) +
             "\"/></properties>\n";
    }
    for (const Artifact& artifact : report.artifacts) {
      if (artifact.root == root) test_case(out, words, artifact);
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace bartizan::report
