// Every file below samples/ is read as discover reads it; X.expected beside it has what must be
// said of how things are set up. BARTIZAN_UPDATE_SAMPLES=1 rewrites those; read the diff.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "use/parse/discover/discover.h"
#include "use/parse/discover/rows.h"
#include "use/parse/discover/settings/settings.h"

namespace {

using namespace bartizan;
namespace fs = std::filesystem;

class Said final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    const record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    use::Setting setting;
    if (kind != use::kSettingRow) return true;
    REQUIRE(use::read_setting(row, setting));
    text += std::to_string(setting.line) + ' ' + setting.topic + ' ' +
            std::string(use::name(setting.stated)) + ": " + setting.why + '\n';
    ++count;
    return true;
  }

  std::string text;
  std::size_t count = 0;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void read(const std::string& name, const std::string& bytes, Said& said) {
  const base::Limits limits;
  base::Budget budget(limits);
  use::Report report(said, scan::Catalog::embedded());
  use::SourceText source{name, bytes, budget, report};
  for (const use::SourceReader& reader : use::source_readers()) {
    if (reader.claims(name, bytes)) reader.read(source);
  }
}

TEST_CASE("samples of settings say what is expected, and nothing from silence") {
  const fs::path root = fs::path(BARTIZAN_SOURCE_DIR) / "src/use/parse/discover/settings/samples";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".expected") continue;
    const std::string name = fs::relative(entry.path(), root).generic_string();
    Said said;
    read(name, slurp(entry.path()), said);
    CHECK(said.text.find("sk-not-shown") == std::string::npos);
    const fs::path expected = entry.path().string() + ".expected";
    if (std::getenv("BARTIZAN_UPDATE_SAMPLES") != nullptr) {
      std::ofstream(expected, std::ios::binary) << said.text;
    }
    INFO(name);
    CHECK(said.text == slurp(expected));
    ++files;
  }
  CHECK(files > 0);
}

TEST_CASE("a file of many containers is told with a bounded number of settings") {
  std::string compose = "services:\n";
  for (int i = 0; i < 2000; ++i) {
    compose += "  s" + std::to_string(i) + ":\n    image: x\n    privileged: true\n";
  }
  Said said;
  read("compose.yaml", compose, said);
  CHECK(said.count > 0);
  CHECK(said.count <= use::kMostSettings);
}

TEST_CASE("root is root by name and by number") {
  for (const char* user : {"root", "0", "0:0", "root:wheel", "00", "+0", "-0", "+0:+0", "-00:1000",
                           "root:root", "+000", " 0 ", ":0", ":wheel"})
    CHECK(use::settings::is_root(user));
  for (const char* user : {"app", "1000", "", "rooted", "10:0", "+1000", "0x0", "0b0", "0_0", "++0",
                           "+", "+root", "1000:0", "00001", "app:root", "0.0"}) {
    CHECK_FALSE(use::settings::is_root(user));
  }
}

}  // namespace
