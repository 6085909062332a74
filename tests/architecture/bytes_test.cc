// Bytes are turned into values in src/base alone: no reinterpret_cast and no pointer arithmetic
// elsewhere, so that every bounds check of the scanner stands in one place.
#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <string>

#include "support/source_tree.h"

namespace bartizan::test {
namespace {

// Files that talk to a C interface which speaks in such pointers, and why. Not for parsers.
const std::map<std::string, std::string>& exceptions() {
  static const std::map<std::string, std::string> table{
      {"src/codec/library.h", "hands byte spans to decoders that want unsigned char"},
  };
  return table;
}

// What a line of code holds besides comments and literals.
std::string code_of(const std::string& line) {
  static const std::regex kLiteral(R"("(\\.|[^"\\])*"|'(\\.|[^'\\])*')");
  const std::string bare = std::regex_replace(line, kLiteral, "0");
  return bare.substr(0, bare.find("//"));
}

void check_nowhere(const std::regex& pattern, const char* what) {
  for (const SourceFile& file : sources()) {
    if (file.room() == "base" || file.is_test() || exceptions().contains(file.path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const bool found = std::regex_search(code_of(file.lines[i]), pattern);
      CHECK_MESSAGE(!found, file.path << ":" << i + 1 << ": " << what << ": " << file.lines[i]);
    }
  }
}

TEST_CASE("reinterpret_cast stands in src/base only") {
  check_nowhere(std::regex("reinterpret_cast"), "reinterpret_cast");
}

// What text can show: offsets added to data(), a span's address taken apart, cursors stepped by
// hand.
TEST_CASE("pointer arithmetic stands in src/base only") {
  check_nowhere(std::regex(R"(\.data\(\)\s*[+-][^>])"),
                "offset from data() (base::le_at or subspan() check it)");
  check_nowhere(std::regex(R"(\*\s*[a-z_]+(\+\+|--))"), "a stepped pointer");
  check_nowhere(std::regex(R"(&[a-z_.]+\[[^\]]+\]\s*[+-])"), "offset from an element's address");
}

TEST_CASE("exceptions are still needed") {
  for (const auto& [path, reason] : exceptions()) {
    CAPTURE(path);
    bool exists = false;
    for (const SourceFile& file : sources()) exists = exists || file.path == path;
    CHECK(exists);
    CHECK_FALSE(reason.empty());
  }
}

}  // namespace
}  // namespace bartizan::test
