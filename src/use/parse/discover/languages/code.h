// Code: Java, Kotlin, Go, Rust and C# as a flat list of tokens.
//
// What it is: one tolerant tokenizer for languages that look like C: comments are dropped, strings
// are cut by each language's rules (text blocks, raw and verbatim strings, lifetimes), brackets
// know their mates. What it is not: a parser. Tokens are offsets into the text, which must outlive
// them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/budget.h"

namespace bartizan::use::languages {

enum class Language : std::uint8_t { java, kotlin, go, rust, csharp };

enum class Kind : std::uint8_t { word, text, number, punct };

struct Token {
  std::uint32_t at = 0;
  std::uint32_t size = 0;  // of a text: what stands between its quotes
  std::uint32_t mate = 0;  // of a bracket: index of the other one; its own without one
  Kind kind = Kind::punct;
  char mark = '\0';  // of punct: its first character
  char next = '\0';  // and the one behind it, blank or not
};

inline constexpr std::size_t kMostTokens = 2'000'000;

struct Code {
  std::string_view text;
  std::vector<Token> tokens;
  bool complete = true;  // false: stopped at a limit

  std::string_view raw(std::size_t i) const {
    return i < tokens.size() ? text.substr(tokens[i].at, tokens[i].size) : std::string_view();
  }
  std::string_view word(std::size_t i) const {
    return i < tokens.size() && tokens[i].kind == Kind::word ? raw(i) : std::string_view();
  }
  bool is(std::size_t i, char mark) const {
    return i < tokens.size() && tokens[i].kind == Kind::punct && tokens[i].mark == mark;
  }
  bool is(std::size_t i, char mark, char next) const {
    return is(i, mark) && tokens[i].next == next;
  }
};

Code tokenize(std::string_view text, Language language, base::Budget& budget);

}  // namespace bartizan::use::languages
