// TomlScanner: places, blanks, keys and scalars of TOML 1.0.
//
// What it is: the lower half of parse_toml (text/tree.h). What it is not: aware of tables (toml.cc
// is). The text must outlive it. Every character is looked at a fixed number of times. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/tree.h"

namespace bartizan::text {

class TomlScanner {
 public:
  explicit TomlScanner(std::string_view text) : text_(text) {}

  bool failed() const { return error_.code != base::Code::ok; }
  const base::Error& error() const { return error_; }
  // Remembers the first trouble; always false.
  bool fail(base::Code code, const char* what);
  bool malformed(const char* what) { return fail(base::Code::malformed, what); }

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  std::uint32_t line() const { return line_; }
  bool accept(std::string_view word);

  void skip_blanks();
  // Past blanks, comments and line ends. False after trouble.
  bool skip_lines();
  // Blanks and a comment up to the end of the line, and past it.
  bool end_line();

  // `a . "b"`, at most `most` parts.
  bool dotted_key(std::vector<std::string>& out, std::size_t most);
  // A string, number, boolean, or a date (a string).
  bool scalar(Node& out);

 private:
  bool line_break();
  bool comment();
  bool key_part(std::string& out);
  bool string(std::string& out);
  bool long_string(std::string& out, char quote);
  bool escape(std::string& out);
  bool skip_escaped_lines();

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  base::Error error_;
};

}  // namespace bartizan::text
