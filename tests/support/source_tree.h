// The project's own source files, for tests that read them.
//
// Paths are relative to the source tree, sorted. Throws on unreadable files.
#pragma once

#include <string>
#include <vector>

namespace bartizan::test {

struct SourceFile {
  std::string path;  // "src/base/reader.h"
  std::string text;
  std::vector<std::string> lines;

  std::string room() const;  // "base"; empty outside src/
  // Tests, fuzz targets and what only they use obey fewer rules.
  bool is_test() const;
};

// All .h and .cc files below src/.
const std::vector<SourceFile>& sources();

}  // namespace bartizan::test
