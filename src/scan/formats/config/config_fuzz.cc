// Any text between braces: the search and the walk hold the scanner's invariants.
#include <string>

#include "base/reader.h"
#include "run/analyse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  std::string text(reinterpret_cast<const char*>(data), size);
  if (!text.starts_with('{') && !text.starts_with('[')) text = "{" + text + "}";
  (void)run::analyse_bytes(base::bytes_of(text), "config.json");
  return 0;
}
