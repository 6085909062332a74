// The parent's half of a scan against workers that crash and lie (tests/support/liar.h).
#include "run/reader.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "run/judge.h"

namespace bartizan::run {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = "/tmp/bartizan-reader-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(std::string text) const {
    text += '\n';
    text.resize(64, ' ');
    const std::string path = path_ + "/file.pkl";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  std::string path_;
};

record::Artifact read(const std::string& path) {
  auto zygote = sandbox::Zygote::start();
  REQUIRE(zygote);
  REQUIRE(zygote->ready());
  const ReadOptions options;
  FileReader reader(std::move(*zygote), options);
  io::Entry entry;
  entry.open_path = path;
  auto artifact = reader.read(entry);
  REQUIRE(artifact);
  artifact->path = "file.txt";
  judge(*artifact, scan::Catalog::embedded());
  return std::move(*artifact);
}

bool has(const record::Artifact& artifact, std::string_view rule) {
  return std::any_of(artifact.findings.begin(), artifact.findings.end(),
                     [&](const record::Finding& finding) { return finding.rule == rule; });
}

TEST_CASE("an honest worker is believed") {
  const Folder folder;
  const record::Artifact artifact = read(folder.file("honest"));
  CHECK(artifact.verdict == record::Verdict::not_a_model);
  CHECK(artifact.findings.empty());
  REQUIRE(artifact.sha256);
  CHECK(artifact.sha256->size() == 64);
  CHECK(artifact.coverage.bytes_read == 64);
}

TEST_CASE("what was found before a crash stands, and the file is not clean") {
  const Folder folder;
  const record::Artifact artifact = read(folder.file("crash after a finding"));
  CHECK(has(artifact, "BZ-IDN-001"));
  CHECK(has(artifact, "BZ-RUN-001"));
  CHECK(artifact.verdict == record::Verdict::suspicious);
  CHECK_FALSE(artifact.coverage.gaps.empty());
  CHECK(artifact.sha256);
}

TEST_CASE("a worker that stops early leaves the file incomplete") {
  const Folder folder;
  const record::Artifact artifact = read(folder.file("stop early"));
  CHECK(has(artifact, "BZ-RUN-001"));
  CHECK(artifact.verdict == record::Verdict::incomplete);
}

TEST_CASE("a report that cannot be true is not believed") {
  const Folder folder;
  for (const char* lie : {"another size", "unknown rule", "finding past the end",
                          "finding of nobody", "member outside the file", "members out of order",
                          "spans with a hole", "spans that stop short", "unknown frame",
                          "frame with a tail", "words after the end", "no frames"}) {
    CAPTURE(lie);
    const record::Artifact artifact = read(folder.file(lie));
    CHECK(has(artifact, "BZ-RUN-004"));
    CHECK(artifact.verdict >= record::Verdict::incomplete);
  }
}

TEST_CASE("what cannot be opened keeps its row and the reason") {
  const record::Artifact artifact = read("/nonexistent/model.pt");
  CHECK(artifact.verdict == record::Verdict::incomplete);
  REQUIRE(artifact.coverage.gaps.size() == 1);
  CHECK(artifact.coverage.gaps[0].reason.starts_with("unreadable: "));
}

}  // namespace
}  // namespace bartizan::run
