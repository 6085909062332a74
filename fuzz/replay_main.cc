// The main of a fuzz target in a build without libFuzzer: runs it over files and folders once.
//
//   fuzz_NAME PATH...      paths that are not there are skipped; no input at all is an error
//
// Every input is also run cut at a few places, since the end of the input is where readers break.
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

#include "fuzz/inputs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// From the heap and of the exact size, so that a sanitizer sees the first byte read too far.
void run(const std::string& bytes, std::size_t size) {
  const auto copy = std::make_unique<std::uint8_t[]>(size);
  bytes.copy(reinterpret_cast<char*>(copy.get()), size);
  LLVMFuzzerTestOneInput(copy.get(), size);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t inputs = 0;
  std::size_t runs = 0;
  try {
    run("", 0);
    for (int i = 1; i < argc; ++i) {
      for (const auto& input : bartizan::fuzz::read_inputs(argv[i])) {
        // The name first: after a crash it is the last line.
        std::cout << input.name << " (" << input.bytes.size() << " bytes)" << std::endl;
        const std::size_t size = input.bytes.size();
        run(input.bytes, size);
        ++inputs, ++runs;
        // Large inputs exercise limits; cutting them shows nothing new.
        if (size > 64 * 1024) continue;
        for (const std::size_t cut : {std::size_t{1}, size / 4, size / 2, size - size / 4}) {
          if (cut > size) continue;
          run(input.bytes, cut);
          ++runs;
        }
        if (size > 0) {
          run(input.bytes, size - 1);
          ++runs;
        }
      }
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  std::cout << inputs << " inputs, " << runs << " runs\n";
  return 0;
}
