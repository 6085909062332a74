// Any bytes under any name that the readers of manifests and stores claim: rows are whole, names
// are there, the same bytes give the same rows, memory is given back.
#include <string>
#include <vector>

#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/rows.h"
#include "use/parse/discover/store/readers.h"

namespace {

using namespace bartizan;

// One for each kind of file; the first byte chooses.
constexpr std::string_view kPaths[] = {"requirements.txt",
                                       "package.json",
                                       "package-lock.json",
                                       "bun.lock",
                                       "yarn.lock",
                                       "go.mod",
                                       "build.gradle",
                                       "gradle.lockfile",
                                       "Gemfile",
                                       "Gemfile.lock",
                                       "pyproject.toml",
                                       "Pipfile",
                                       "Pipfile.lock",
                                       "uv.lock",
                                       "setup.cfg",
                                       "setup.py",
                                       "environment.yml",
                                       "PKG-INFO",
                                       "x.dist-info/METADATA",
                                       "pnpm-lock.yaml",
                                       "Cargo.toml",
                                       "Cargo.lock",
                                       "a.csproj",
                                       "packages.config",
                                       "packages.lock.json",
                                       "pom.xml",
                                       "libs.versions.toml",
                                       "models--a--b/refs/main",
                                       "x/config.json",
                                       "x/adapter_config.json",
                                       "x/modules.json",
                                       "x/model_index.json",
                                       "manifests/registry.ollama.ai/library/m/latest",
                                       "Modelfile",
                                       "MLmodel",
                                       "m/config.pbtxt"};

class Rows final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    record::Note note;
    record::Detection found;
    if (kind == record::kNoteRow) {
      BZ_CHECK(record::read_note(row, note));
    } else {
      BZ_CHECK(kind == use::kDetectionRow || kind == use::kSoftwareRow);
      BZ_CHECK(use::read_detection(row, 0, found));
      BZ_CHECK(!found.signal.empty());
      BZ_CHECK(found.kind != record::ComponentKind::package || !found.provider.empty());
      BZ_CHECK(found.evidence.size() <= record::kMostEvidence);
    }
    for (const std::string_view field : fields) {
      all += field;
      all += '\n';
    }
    return true;
  }

  std::string all;
};

std::string read(std::string_view path, std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  Rows rows;
  use::Report report(rows, scan::Catalog::embedded());
  use::SourceText source{path, text, budget, report};
  bool claimed = false;
  const auto ask = [&](const use::SourceReader& reader) {
    if (!reader.claims(path, text)) return;
    claimed = true;
    reader.read(source);
  };
  for (const use::SourceReader& reader : use::manifest::kReaders) ask(reader);
  for (const use::SourceReader& reader : use::store::kReaders) ask(reader);
  BZ_CHECK(claimed);
  BZ_CHECK(budget.memory() == 0);
  return rows.all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view path = kPaths[data[0] % std::size(kPaths)];
  const std::string text(std::next(data), std::next(data, static_cast<std::ptrdiff_t>(size)));
  // Readers get what text/decode.h made: valid UTF-8.
  const std::string_view valid = text;
  for (const char c : valid) {
    if (static_cast<unsigned char>(c) >= 0x80) return 0;
  }
  BZ_CHECK(read(path, valid) == read(path, valid));
  return 0;
}
