// Paint: how a line looks on a terminal, or in a pipe.
//
// What it is: colour by meaning, symbols with an ASCII fallback, hanging wraps. What it is not: a
// place for words. Pure; views live as long as their literals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/verdict.h"
#include "report/api.h"

namespace bartizan::report {

enum class Ink { plain, bold, dim, bad, warn, unsure, good };

Ink ink(record::Verdict verdict);

class Paint {
 public:
  explicit Paint(const TerminalStyle& style) : style_(style) {}

  std::string in(Ink ink, std::string_view text) const;
  // The same text in ASCII where the terminal needs it: "›", "·", "…", symbols and bars.
  std::string plain(std::string_view text) const;
  std::string mark(record::Verdict verdict) const;  // "✗ malicious", in colour

  // Columns to wrap at, 0 in a pipe.
  std::size_t columns() const { return style_.people ? style_.columns : 0; }
  bool people() const { return style_.people; }
  bool ascii() const { return style_.ascii; }

  // `label` in dim at column `indent`, then `text` wrapped with a hanging indent at `at`.
  std::string fact(std::size_t indent, std::string_view label, std::size_t at,
                   std::string_view text) const;
  // The same for a list: " · " between items, lines broken between items only.
  std::string items(std::size_t indent, std::string_view label, std::size_t at,
                    const std::vector<std::string>& list) const;

 private:
  std::string head(std::size_t indent, std::string_view label, std::size_t at) const;

  TerminalStyle style_;
};

}  // namespace bartizan::report
