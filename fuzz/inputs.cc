#include "fuzz/inputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "mkbytes/encode.h"
#include "mkbytes/recipe.h"

namespace bartizan::fuzz {

namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void read_file(const fs::path& file, std::vector<Input>& inputs) {
  const std::string text = slurp(file);
  if (file.extension() == ".recipe") {
    inputs.push_back({file.filename().string(), mkbytes::make(text).bytes});
  } else if (file.extension() == ".b64") {
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.empty() || line.starts_with('#')) continue;
      inputs.push_back(
          {file.filename().string() + ":" + std::to_string(number), from_base64(line)});
    }
  } else {
    inputs.push_back({file.filename().string(), text});
  }
}

}  // namespace

std::vector<Input> read_inputs(const fs::path& path) {
  std::vector<fs::path> files;
  if (fs::is_regular_file(path)) files.push_back(path);
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Input> inputs;
  for (const fs::path& file : files) {
    try {
      read_file(file, inputs);
    } catch (const std::exception& error) {
      throw std::runtime_error(file.string() + ": " + error.what());
    }
  }
  return inputs;
}

std::string to_base64(std::string_view bytes) { return mkbytes::find_encoder("base64")(bytes); }

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  std::uint32_t held = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) throw std::runtime_error("not base64");
    held = held << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(held >> bits & 0xff);
    }
  }
  if (to_base64(out) != text) throw std::runtime_error("not base64");
  return out;
}

}  // namespace bartizan::fuzz
