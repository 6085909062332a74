// The entry of bartizan_tests, which holds every *_test.cc.
//
//   bartizan_tests [doctest options]
//   bartizan_tests --needs-data ...     exits with 77 (skipped) unless BARTIZAN_TEST_DATA is set
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--needs-data" &&
        std::getenv("BARTIZAN_TEST_DATA") == nullptr) {
      std::cout << "skipped: BARTIZAN_TEST_DATA does not name a folder of real files\n";
      return kSkipped;
    }
  }
  doctest::Context context(argc, argv);
  return context.run();
}
