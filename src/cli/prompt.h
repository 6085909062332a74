// Prompt: questions to a person at a terminal; never asked where there is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bartizan::cli {

// Whether somebody can answer: standard input and standard error are terminals.
bool can_ask();
// One line, without its end; nullopt at the end of the input. The question goes to standard error.
std::optional<std::string> ask(std::string_view question);

}  // namespace bartizan::cli
