// Inputs of fuzz targets as they are stored: text in the repository, bytes for the target.
//
// What it is: `*.recipe` (tools/mkbytes), `*.b64` (one input per line, base64; "#" starts a
// comment) and any other file as it is. Inputs are stored encoded so that no tool takes a test
// input for the thing it imitates. What it is not: a corpus minimiser (tools/fuzz.sh drives
// libFuzzer's). Throws std::runtime_error with the path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::fuzz {

struct Input {
  std::string name;
  std::string bytes;
};

// A file, or every file below a folder, sorted by path. A path that is not there holds nothing.
std::vector<Input> read_inputs(const std::filesystem::path& path);

std::string to_base64(std::string_view bytes);
// Throws on anything but canonical base64.
std::string from_base64(std::string_view text);

}  // namespace bartizan::fuzz
