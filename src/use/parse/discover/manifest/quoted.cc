#include "use/parse/discover/manifest/quoted.h"

namespace bartizan::use {
namespace {

// The place behind the literal that begins at `at`.
std::size_t end_of_literal(std::string_view line, std::size_t at) {
  const char quote = line[at];
  for (std::size_t i = at + 1; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == quote) {
      return i + 1;
    }
  }
  return line.size();
}

bool is_quote(char c) { return c == '"' || c == '\''; }

}  // namespace

std::vector<std::string_view> quoted(std::string_view line) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while (at < line.size()) {
    if (!is_quote(line[at])) {
      ++at;
      continue;
    }
    const std::size_t end = end_of_literal(line, at);
    const bool closed = end > at + 1 && line[end - 1] == line[at];
    out.push_back(line.substr(at + 1, end - at - 1 - (closed ? 1 : 0)));
    at = end;
  }
  return out;
}

std::string_view without_comment(std::string_view line, std::string_view mark) {
  std::size_t at = 0;
  while (at < line.size()) {
    if (line.substr(at).starts_with(mark)) return line.substr(0, at);
    at = is_quote(line[at]) ? end_of_literal(line, at) : at + 1;
  }
  return line;
}

std::string_view identifier(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const char c = text[end];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9')) break;
    ++end;
  }
  return text.substr(0, end);
}

}  // namespace bartizan::use
