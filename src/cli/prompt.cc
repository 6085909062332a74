#include "cli/prompt.h"

#include <unistd.h>

#include <iostream>

#include "base/escape.h"

namespace bartizan::cli {

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

std::optional<std::string> ask(std::string_view question) {
  std::cerr << base::escape_text(question) << " " << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  return line;
}

}  // namespace bartizan::cli
