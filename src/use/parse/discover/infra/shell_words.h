// Shell words: a script as commands of words, by POSIX's quoting rules.
//
// What it is: the tokeniser below shell.h. Calls `each` once for every simple command in order, and
// `body` for every line of a here-document. What it is not: a grammar; keywords are words, and what
// stands in parentheses or braces is a command like any other. Linear, nothing is kept.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "use/parse/discover/infra/shell.h"

namespace bartizan::use::infra {

void shell_words(std::string_view script, std::uint32_t first_line,
                 const std::function<void(std::vector<Word>&&)>& each,
                 const std::function<void(std::string_view, std::uint32_t)>& body);

}  // namespace bartizan::use::infra
