#include "report/junit_parts.h"

#include "report/text.h"

namespace bartizan::report {

// XML 1.0 section 2.2 knows neither U+FFFE nor U+FFFF; controls are escaped already.
std::string xml(std::string_view text) {
  std::string out = markup(text);
  for (const std::string_view forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = out.find(forbidden); at != std::string::npos;
         at = out.find(forbidden, at)) {
      out.replace(at, forbidden.size(), "?");
    }
  }
  return out;
}

std::string JunitCounts::attributes() const {
  return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) +
         "\" errors=\"" + std::to_string(errors) + "\" skipped=\"" + std::to_string(skipped) + "\"";
}

}  // namespace bartizan::report
