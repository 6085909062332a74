// Token: JavaScript and TypeScript as a flat list of tokens whose brackets know their mates.
//
// What it is: a tolerant tokenizer: comments are dropped, strings, template literals, regular
// expressions (told from division by what stands before) and JSX are cut correctly enough that
// what follows is read right. What it is not: a parser or a checker of syntax; unmatched brackets
// are mended. Tokens are offsets into the text, which must outlive them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"

namespace bartizan::use::script {

enum class Kind : std::uint8_t {
  word,  // identifier, keyword, #private
  text,  // string literal; at and size are of what stands between the quotes
  number,
  regex,
  punct,
  open,  // ( [ {  ` (template)  $ (hole of a template)  < (JSX element)
  close,
  chunk,  // literal part of a template
};

// One or two characters of an operator as one number; longer ones are cut ("===" is "==", "..."
// is "..").
constexpr std::uint16_t op(char first, char second = '\0') {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(first) |
                                    (static_cast<unsigned char>(second) << 8));
}

inline constexpr std::uint32_t kNone = 0xffffffff;

struct Token {
  std::uint32_t at = 0;
  std::uint32_t size = 0;
  std::uint32_t mate = kNone;  // of brackets: index of the other one
  std::uint16_t mark = 0;      // op() of punct, open and close
  Kind kind = Kind::punct;
  bool escaped = false;  // text and chunk: holds a backslash
};

// A file of two million tokens has about 10 MB of source; more is not written by hand.
inline constexpr std::size_t kMostTokens = 2'000'000;
inline constexpr std::size_t kMostNesting = 100'000;

struct Tokens {
  std::vector<Token> list;
  bool complete = true;  // false: stopped at a limit
};

// Appends the tokens of text[begin, end). `jsx`: "<" in an expression's place opens an element.
void tokenize(std::string_view text, std::size_t begin, std::size_t end, bool jsx,
              base::Budget& budget, Tokens& out);

// As much of a line as evidence can hold, cut between characters; Report shortens it further.
std::string evidence_of(std::string_view line);

// What a string or chunk means, with escapes resolved.
std::string decoded(std::string_view text, const Token& token);

}  // namespace bartizan::use::script
