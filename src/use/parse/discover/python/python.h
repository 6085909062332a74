// Python: source files and notebooks, read for the AI they use. Readers of discover.cc's array;
// nothing is run or imported. docs/discovery.md says what counts.
#pragma once

#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use {

bool claims_python(std::string_view path, std::string_view front);
void read_python(SourceText& source);
bool claims_notebook(std::string_view path, std::string_view front);
void read_notebook(SourceText& source);

}  // namespace bartizan::use
