// The entry of bartizan_tests, which holds every *_test.cc.
//
//   bartizan_tests [doctest options]
//   bartizan_tests --needs-data ...     exits with 77 (skipped) unless BARTIZAN_TEST_DATA is set
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <span>
#include <string_view>

#include "sandbox/zygote.h"
#include "support/violations.h"

int main(int argc, char** argv) {
  if (argc >= 2 && std::string_view(argv[1]) == bartizan::sandbox::kZygoteVerb) {
    const std::span<char* const> arguments(argv + 2, static_cast<std::size_t>(argc - 2));
    return bartizan::sandbox::zygote_main(arguments, bartizan::tests::keep_setup_data,
                                          bartizan::tests::violate);
  }
  constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--needs-data" &&
        std::getenv("BARTIZAN_TEST_DATA") == nullptr) {
      std::cout << "skipped: BARTIZAN_TEST_DATA does not name a folder of real files\n";
      return kSkipped;
    }
  }
  doctest::Context context(argc, argv);
  if (std::getenv("BARTIZAN_TEST_DATA") == nullptr) {
    context.addFilter("source-file-exclude", "*_data_test.cc");
  }
  return context.run();
}
