// The specification's own documents, told apart: BARTIZAN_TEST_DATA/bom, names say which are valid.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assure/parse/bom/validate.h"

namespace bartizan::assure::bom {
namespace {

std::vector<std::filesystem::path> vectors() {
  const std::filesystem::path root = std::string(std::getenv("BARTIZAN_TEST_DATA")) + "/bom";
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("valid-") || name.starts_with("invalid-")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

text::Node tree_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  const base::Limits limits;
  base::Budget budget(limits);
  auto tree = text::parse_json(bytes.str(), budget);
  REQUIRE(tree.has_value());
  return std::move(*tree);
}

TEST_CASE("valid documents are accepted, invalid ones refused with place and reason") {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (const auto& path : vectors()) {
    CAPTURE(path.string());
    const base::Limits limits;
    base::Budget budget(limits);
    std::vector<Problem> errors = validate(tree_of(path), budget);
    for (const Problem& one : errors) {
      if (std::getenv("BARTIZAN_SHOW") != nullptr) {
        MESSAGE(path.filename().string()
                << " " << (one.level == record::NoteLevel::error ? "E " : "w ") << one.pointer
                << ":" << one.line << " " << one.rule << ": " << one.text);
      }
    }
    std::erase_if(errors, [](const Problem& one) { return one.level != record::NoteLevel::error; });
    if (path.filename().string().starts_with("valid-")) {
      ++valid;
      CHECK(errors.empty());
    } else {
      ++invalid;
      REQUIRE_FALSE(errors.empty());
      CHECK(errors.front().line > 0);
      CHECK_FALSE(errors.front().text.empty());
    }
  }
  CHECK(valid == 52);
  CHECK(invalid == 28);
}

}  // namespace
}  // namespace bartizan::assure::bom
