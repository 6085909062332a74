// Resolve: which file a symbol of another file is defined in.
//
// "app.config:MODEL" and ".config:MODEL" as Python imports, "./config:MODEL" as JavaScript does.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bartizan::use {

struct Symbol {
  std::string module;
  std::string name;
};
Symbol split_symbol(std::string_view symbol);

// The paths that `module`, imported by the file at `importer`, may stand for, most likely first. A
// path that begins with "*/" may have any folders in front.
std::vector<std::string> candidates(std::string_view module, std::string_view importer);

}  // namespace bartizan::use
