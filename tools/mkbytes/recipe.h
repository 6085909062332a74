// A recipe: a readable text that describes the bytes of a test input.
//
// What it is: the language of every hostile file in this project, so that a reviewer sees what an
// input is instead of a blob; grammar in tools/mkbytes/README.md. What it is not: part of the
// product; it trusts its author and only bounds the output. Same text, same bytes. Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bartizan::mkbytes {

// More than any recipe needs; a typing error in `repeat` must not fill the disk.
inline constexpr std::size_t kMaxOutput = std::size_t{1} << 30;

struct Recipe {
  std::string path;   // "# path:", the name under which the bytes are scanned
  std::string depth;  // "# depth:", empty for the default
  std::string bytes;
};

class RecipeError : public std::runtime_error {
 public:
  RecipeError(int line, const std::string& what)
      : std::runtime_error("line " + std::to_string(line) + ": " + what), line_(line) {}
  int line() const { return line_; }

 private:
  int line_;
};

// Throws RecipeError.
Recipe make(std::string_view text);

}  // namespace bartizan::mkbytes
