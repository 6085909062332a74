// The specification's own documents, told apart: BARTIZAN_TEST_DATA/bom, names say which are valid.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assure/bom/import_test.h"
#include "assure/bom/write.h"
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

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

text::Node tree_of(std::string_view bytes) {
  const base::Limits limits;
  base::Budget budget(limits);
  auto tree = text::parse_json(bytes, budget);
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
    std::vector<Problem> errors = validate(tree_of(bytes_of(path)), budget);
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

// Members and items by their text: what a comparison without order sees.
std::string canonical(const text::Node& node) {
  if (!node.is_array() && !node.is_object()) {
    return std::to_string(static_cast<int>(node.kind)) + node.text;
  }
  std::vector<std::string> inner;
  for (const text::Node& item : node.items) inner.push_back(item.key + "=" + canonical(item));
  std::sort(inner.begin(), inner.end());
  std::string out = node.is_array() ? "[" : "{";
  for (const std::string& one : inner) out += one + "\n";
  return out + "]";
}

TEST_CASE("what is read is written again with nothing lost") {
  for (const auto& path : vectors()) {
    CAPTURE(path.string());
    const std::string bytes = bytes_of(path);
    const Imported imported = sample::import(bytes);
    REQUIRE(imported.bom.has_value());
    CHECK(imported.refused == 0);
    CHECK(imported.valid() == path.filename().string().starts_with("valid-"));
    if (!imported.valid()) continue;
    WriteOptions options;
    options.labels = false;
    const Format format =
        imported.bom->version == "1.7" ? Format::cyclonedx_1_7 : Format::cyclonedx_1_6;
    const Written written = write(*imported.bom, format, options);
    text::Node before = tree_of(bytes);
    text::Node after = tree_of(written.text);
    // A document without them gets them.
    for (const char* made : {"serialNumber", "version"}) {
      if (before.find(made) != nullptr) continue;
      std::erase_if(after.items, [&](const text::Node& one) { return one.key == made; });
    }
    CHECK(canonical(before) == canonical(after));
    const Imported again = sample::import(written.text);
    CHECK(again.valid());
  }
}

TEST_CASE("converted documents are valid, and say what was lost") {
  for (const auto& path : vectors()) {
    if (path.filename().string().starts_with("invalid-")) continue;
    CAPTURE(path.string());
    const Imported imported = sample::import(bytes_of(path));
    REQUIRE(imported.bom.has_value());
    for (const Format format : {Format::cyclonedx_1_6, Format::cyclonedx_1_7, Format::spdx_3_0_1}) {
      CAPTURE(std::string(name(format)));
      const Written written = write(*imported.bom, format);
      const Imported again = sample::import(written.text);
      REQUIRE(again.bom.has_value());
      for (const Problem& one : again.problems) {
        CAPTURE(one.pointer);
        CAPTURE(one.text);
        CHECK(one.level != record::NoteLevel::error);
      }
      CHECK(again.bom->components.size() == imported.bom->components.size());
    }
  }
}

}  // namespace
}  // namespace bartizan::assure::bom
