// The recipes of the source tree: found, read, made into bytes.
//
// What it is: the one list of test inputs that goldens, metamorphic tests and fuzz replays share.
// What it is not: the recipe language (tools/mkbytes). Sorted by path, so that output is the same
// everywhere. Throws on unreadable files and on errors in a recipe, with the path in the message.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"

namespace bartizan::test {

struct Input {
  std::string name;  // "pickle/system", folder of the format and file name
  std::filesystem::path recipe;
  std::string path;  // the name under which the bytes are scanned
  record::Depth depth = record::Depth::content;
  std::string bytes;

  record::Artifact analyse() const;
};

// Every */recipes/*.recipe below `root`; `filter` is a part of the path, empty for all.
std::vector<std::filesystem::path> find_recipes(const std::filesystem::path& root,
                                                std::string_view filter = {});
Input read_recipe(const std::filesystem::path& recipe);

std::string slurp(const std::filesystem::path& file);
std::span<const std::byte> as_bytes(std::string_view text);

// The folders that hold recipes: src and tests of the source tree this was built from.
std::vector<std::filesystem::path> recipe_roots();
std::vector<Input> all_inputs(std::string_view filter = {});

}  // namespace bartizan::test
