#include "support/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "support/recipes.h"

namespace bartizan::test {

namespace fs = std::filesystem;

namespace {

std::vector<SourceFile> read_all() {
  const fs::path root = BARTIZAN_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
    const fs::path extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    SourceFile file;
    file.path = fs::relative(entry.path(), root).generic_string();
    file.text = slurp(entry.path());
    std::istringstream lines(file.text);
    for (std::string line; std::getline(lines, line);) file.lines.push_back(line);
    files.push_back(std::move(file));
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace

std::string SourceFile::room() const {
  constexpr std::string_view kSrc = "src/";
  if (!path.starts_with(kSrc)) return {};
  const std::size_t end = path.find('/', kSrc.size());
  return end == path.npos ? std::string() : path.substr(kSrc.size(), end - kSrc.size());
}

bool SourceFile::is_test() const {
  const std::string stem = fs::path(path).stem().string();
  return stem.ends_with("_test") || stem.ends_with("_fuzz") || stem.starts_with("test_");
}

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> files = read_all();
  return files;
}

}  // namespace bartizan::test
