// What the JUnit reports share. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bartizan::report {

// Text or a quoted attribute of XML 1.0.
std::string xml(std::string_view text);

struct JunitCounts {
  std::uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;

  std::string attributes() const;  // " tests=... "
};

}  // namespace bartizan::report
