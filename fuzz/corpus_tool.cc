// fuzz_corpus: turns the stored corpus into files for libFuzzer and back.
//
//   fuzz_corpus unpack OUT_DIR PATH...    one raw file per input of the stored PATHs
//   fuzz_corpus pack IN_DIR OUT.b64       one base64 line per raw file below 4 KiB, sorted by
//   content
#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "base/hash.h"
#include "fuzz/inputs.h"

namespace {

namespace fs = std::filesystem;
using namespace bartizan;

constexpr std::size_t kMostBytes = 4096;  // larger inputs belong into recipes

int unpack(const fs::path& out, const std::vector<fs::path>& paths) {
  fs::create_directories(out);
  std::size_t written = 0;
  for (const fs::path& path : paths) {
    for (const fuzz::Input& input : fuzz::read_inputs(path)) {
      const std::string name = base::hex(base::sha256(input.bytes)).substr(0, 40);
      std::ofstream(out / name, std::ios::binary) << input.bytes;
      ++written;
    }
  }
  std::cout << written << " inputs unpacked\n";
  return 0;
}

int pack(const fs::path& in, const fs::path& out) {
  std::vector<std::string> lines;
  std::size_t large = 0;
  for (const fuzz::Input& input : fuzz::read_inputs(in)) {
    if (input.bytes.empty()) continue;
    if (input.bytes.size() >= kMostBytes) {
      ++large;
    } else {
      lines.push_back(fuzz::to_base64(input.bytes));
    }
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  fs::create_directories(out.parent_path());
  std::ofstream file(out, std::ios::binary);
  for (const std::string& line : lines) file << line << "\n";
  std::cout << lines.size() << " inputs packed, " << large << " left out for their size\n";
  return file ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() >= 3 && arguments[0] == "unpack") {
      return unpack(arguments[1], {arguments.begin() + 2, arguments.end()});
    }
    if (arguments.size() == 3 && arguments[0] == "pack") return pack(arguments[1], arguments[2]);
  } catch (const std::exception& error) {
    std::cerr << "fuzz_corpus: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: fuzz_corpus unpack OUT_DIR PATH... | fuzz_corpus pack IN_DIR OUT.b64\n";
  return 2;
}
