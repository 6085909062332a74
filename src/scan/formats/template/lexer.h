// Lexer: Jinja source text to tokens, as jinja2/lexer.py splits it with its default delimiters.
//
// What it is: the first of three passes over a template (lexer, parser, judge). Comments vanish,
// raw blocks and everything outside of tags become `data`, whitespace control is applied to data
// with trim_blocks on, which is how chat templates are rendered. What it is not: a decoder of
// string literals (parser.h does that). Tokens are ranges of the text, which must outlive them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/vec.h"

namespace bartizan::scan::templates {

enum class TokenKind : std::uint8_t {
  data,
  block_begin,
  block_end,
  variable_begin,
  variable_end,
  name,
  integer,
  real,
  string,  // with its quotes
  op,
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0;
  std::uint32_t length = 0;
};

// Why a template was not understood, and where; `what` is static text, empty while all is well.
struct Failure {
  const char* what = "";
  std::uint32_t offset = 0;
  explicit operator bool() const { return *what != '\0'; }
};

// Appends the tokens of `text` (below 4 GiB) and a final `end`. After a failure the tokens before
// it stand.
Failure lex(std::string_view text, base::Vec<Token>& tokens);

}  // namespace bartizan::scan::templates
