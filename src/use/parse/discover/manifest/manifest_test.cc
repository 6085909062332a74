// Every folder of samples/ is a small tree; its expected.txt is what the readers must say of it.
// BARTIZAN_UPDATE=1 in the environment writes these files anew; read the difference.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "use/parse/discover/manifest/package.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"
#include "use/parse/discover/rows.h"

namespace {

using namespace bartizan;
namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// "requirements.txt:4 package pypi openai 1.30.1 [requirements] category=llm-client"
class Lines final : public record::RowSink {
 public:
  explicit Lines(std::string path) : path_(std::move(path)) {}

  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    record::Note note;
    record::Detection found;
    std::ostringstream line;
    if (kind == record::kNoteRow && record::read_note(row, note)) {
      line << path_ << ':' << note.line << " note " << note.code << ": " << note.message;
    } else {
      REQUIRE(use::read_detection(row, 0, found));
      const bool software = kind == use::kSoftwareRow;
      line << path_ << ':' << found.line << ' ' << (software ? kind : record::name(found.kind))
           << ' ' << found.provider << ' ' << found.name << ' '
           << (found.version.empty() ? "-" : found.version) << " [" << found.signal << ']';
      if (found.certainty != record::Certainty::high) line << ' ' << name(found.certainty);
      for (const auto& attribute : found.attributes) {
        line << ' ' << attribute.key << '=' << attribute.value;
      }
    }
    text += line.str() + '\n';
    return true;
  }

  std::string text;

 private:
  std::string path_;
};

std::string read_all(const std::string& path, std::string_view text) {
  const base::Limits limits;
  base::Budget budget(limits);
  Lines lines(path);
  use::Report report(lines, scan::Catalog::embedded());
  use::SourceText source{path, text, budget, report};
  for (const use::SourceReader& reader : use::manifest::kReaders) {
    if (reader.claims(path, text.substr(0, 1024))) reader.read(source);
  }
  return lines.text;
}

std::string read_tree(const fs::path& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().filename() == "expected.txt") continue;
    paths.push_back(fs::relative(entry.path(), folder).string());
  }
  std::sort(paths.begin(), paths.end());
  std::string out;
  for (const std::string& path : paths) out += read_all(path, slurp(folder / path));
  return out;
}

}  // namespace

TEST_CASE("samples are read as expected") {
  const fs::path folder = fs::path(BARTIZAN_SOURCE_DIR) / "src/use/parse/discover/manifest/samples";
  std::size_t read = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    CAPTURE(entry.path().filename().string());
    const fs::path expected = entry.path() / "expected.txt";
    const std::string text = read_tree(entry.path());
    if (std::getenv("BARTIZAN_UPDATE") != nullptr) std::ofstream(expected) << text;
    CHECK(text == slurp(expected));
    ++read;
  }
  CHECK(read > 0);
}

TEST_CASE("names are compared as their registry compares them") {
  CHECK(use::package_name("pypi", "Lang__Chain.Core") == "lang-chain-core");
  CHECK(use::package_name("npm", "@Scope/Name") == "@Scope/Name");
  const auto category = [](std::string_view type, std::string_view name) {
    return use::PackageList(scan::Catalog::embedded(), type).category(name);
  };
  CHECK(category("pypi", "LangChain_OpenAI") == "framework");
  CHECK(category("pypi", "numpy").empty());
  CHECK(category("pypi", "langchain-").empty());
  CHECK(category("npm", "@langchain/core") == "framework");
  CHECK(category("npm", "@acme/mcp") == "mcp");
  CHECK(category("npm", "@acme/mcp-server-x") == "mcp");
  CHECK(category("npm", "@acme/mcp-").empty());
  CHECK(category("npm", "-mcp").empty());
  CHECK(category("golang", "github.com/sashabaranov/go-openai/v3") == "llm-client");
  CHECK(category("nuget", "microsoft.semantickernel.core") == "framework");
  CHECK(category("maven", "dev.langchain4j:langchain4j") == "framework");
  CHECK(category("maven", "com.google.guava:guava").empty());
}

TEST_CASE("requirements") {
  const auto full = use::parse_pep508("name[a, b] (>=1,<2) ; python_version > '3'");
  REQUIRE(full);
  CHECK(full->name == "name");
  CHECK(full->extras == "a, b");
  CHECK(full->spec == ">=1,<2");
  CHECK(full->marker == "python_version > '3'");
  CHECK(use::parse_pep508("x @ https://h/a;b ; m")->url == "https://h/a;b");
  CHECK(!use::parse_pep508("two words"));
  CHECK(!use::parse_pep508("[extra]"));
  CHECK(!use::parse_pep508(""));
}
