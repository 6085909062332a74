// Words: how headers and answers are compared, whatever their case, punctuation and encoding.
//
// What it is: the few normal forms that schemas, headers and cells are brought into before they are
// held against each other. What it is not: a normaliser of values (normalise.h). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bartizan::use {

// Without blanks at either end: ASCII white space, U+00A0, U+200B, U+202F, U+FEFF.
std::string_view trim_blank(std::string_view text);
// ASCII letters and digits only, in lower case: "Use Case ID\n" -> "usecaseid".
std::string squeeze(std::string_view text);
// Words of ASCII letters and digits, in lower case, one blank between them. Apostrophes and other
// characters outside of ASCII end no word: "system’s" -> "systems"; a no-break space does.
std::string words(std::string_view text);
// `text` begins with `front`, both from words(), and no word is cut.
bool begins_with_words(std::string_view text, std::string_view front);
bool contains_words(std::string_view text, std::string_view part);
// Without the letters of a form's choices, also repeated: "b)  b)  Pilot" -> "Pilot".
std::string_view strip_choice(std::string_view text);
// The texts between choice letters: "b) Sex c) Age" -> "Sex", "Age"; empty where there are none.
std::vector<std::string_view> split_choices(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool same_ignoring_case(std::string_view a, std::string_view b);

}  // namespace bartizan::use
