// Every file below the readers' samples/ is read as discover reads it; X.expected beside it has what
// must be said. BARTIZAN_UPDATE_SAMPLES=1 rewrites those; read the diff.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/reader.h"
#include "use/parse/discover/discover.h"
#include "use/parse/discover/rows.h"

namespace {

using namespace bartizan;
namespace fs = std::filesystem;

class Lines final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    record::Detection found;
    if (kind == use::kDetectionRow && use::read_detection(row, 0, found)) {
      std::ostringstream line;
      line << found.line << ' ' << record::name(found.kind) << ' ' << found.name;
      if (!found.version.empty()) line << ' ' << found.version;
      if (!found.provider.empty()) line << " (" << found.provider << ')';
      line << ' ' << found.signal;
      if (found.certainty != record::Certainty::high) line << ' ' << record::name(found.certainty);
      for (const auto& [key, value, provenance, source] : found.attributes) {
        line << ' ' << key << '=' << value;
      }
      lines.push_back({found.line, line.str()});
    } else if (kind == use::kUnresolvedRow && use::read_detection(row, 1, found)) {
      lines.push_back({found.line, std::to_string(found.line) + " unresolved " + row.fields[0]});
    } else if (kind == use::kConstantRow) {
      lines.push_back({0, "constant " + row.fields[0] + " = " + row.fields[1]});
    } else if (kind == record::kNoteRow) {
      lines.push_back({0, "note " + row.fields[1] + " " + row.fields[4]});
    }
    return true;
  }

  std::string text() {
    std::ranges::stable_sort(lines);
    const auto repeated = std::ranges::unique(lines);
    lines.erase(repeated.begin(), repeated.end());
    std::string out;
    for (const auto& [number, line] : lines) out += line + "\n";
    return out;
  }

  std::vector<std::pair<std::uint32_t, std::string>> lines;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void compare(const std::string& folder) {
  const fs::path root = fs::path(BARTIZAN_SOURCE_DIR) / folder;
  std::size_t read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".expected") continue;
    const std::string bytes = slurp(entry.path());
    const std::string name = fs::relative(entry.path(), root).generic_string();
    const base::Limits limits;
    base::Budget budget(limits);
    Lines lines;
    base::MemorySource source(base::bytes_of(bytes));
    record::Foreign file{name, source, bytes.size(), {}, budget, lines};
    use::parse_discover(file);
    const fs::path expected = entry.path().string() + ".expected";
    if (std::getenv("BARTIZAN_UPDATE_SAMPLES") != nullptr) {
      std::ofstream(expected, std::ios::binary) << lines.text();
    }
    INFO(name);
    CHECK(lines.text() == slurp(expected));
    ++read;
  }
  CHECK(read > 0);
}

TEST_CASE("samples of Python and notebooks say what is expected") {
  compare("src/use/parse/discover/python/samples");
}

TEST_CASE("samples of JavaScript and TypeScript say what is expected") {
  compare("src/use/parse/discover/script/samples");
}

TEST_CASE("samples of Java, Kotlin, Go, Rust and C# say what is expected") {
  compare("src/use/parse/discover/languages/samples");
}

TEST_CASE("samples of infrastructure and agents say what is expected") {
  compare("src/use/parse/discover/infra/samples");
  compare("src/use/parse/discover/agents/samples");
}

TEST_CASE("samples of keys in files that name no AI say what is expected") {
  compare("src/use/parse/discover/keys/samples");
}

}  // namespace
