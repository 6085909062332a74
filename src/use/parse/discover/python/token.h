// Tokens of Python: enough of its lexical grammar for a reader that runs nothing.
//
// What it is: names, numbers, strings with their prefixes, operators, and the ends of logical
// lines with the indentation that follows. Comments and blank lines are gone. What it is not: a
// judge of validity; what no token begins with is skipped. Tokens point into the text, which must
// outlive them. Pure, linear time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::use::python {

enum class TokenKind : std::uint8_t { name, number, string, joined, op, newline, end };

struct Token {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;  // newline: columns of indentation of the line that follows
  TokenKind kind = TokenKind::end;
  std::uint8_t prefix = 0;  // string: length of its prefix
  std::uint8_t quotes = 0;  // string: 1 or 3
  bool raw = false;  // string: backslashes stand for themselves; bytes literals count as such
};

// The last token is `end`. A line that begins with % or ! (a notebook's magic) is skipped.
std::vector<Token> tokens_of(std::string_view text);

// The value of a plain string token. `verbatim` is set when it equals the text between the quotes,
// so that nobody needs to own it.
std::string_view inside(std::string_view text, const Token& token);
std::string unescape(std::string_view body);

}  // namespace bartizan::use::python
