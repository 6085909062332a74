#include "use/inventory/words.h"

#include <algorithm>
#include <array>

namespace bartizan::use {
namespace {

constexpr std::array<std::string_view, 4> kBlanks{"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\xAF",
                                                  "\xEF\xBB\xBF"};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_word(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

// The length of the blank at the front of `text`.
std::size_t blank_at(std::string_view text) {
  if (!text.empty() && is_space(text.front())) return 1;
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

// The letter of a choice at the front, with its bracket: "b)".
bool choice_at(std::string_view text) {
  return text.size() >= 2 && lower(text[0]) >= 'a' && lower(text[0]) <= 'z' && text[1] == ')';
}

}  // namespace

std::string_view trim_blank(std::string_view text) {
  while (const std::size_t n = blank_at(text)) text.remove_prefix(n);
  for (bool again = true; again;) {
    again = false;
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1), again = true;
    for (const std::string_view blank : kBlanks) {
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

std::string squeeze(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_word(c)) out += lower(c);
  }
  return out;
}

std::string words(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool between = false;
  while (!text.empty()) {
    const char c = text.front();
    if (is_word(c)) {
      if (between && !out.empty()) out += ' ';
      between = false;
      out += lower(c);
      text.remove_prefix(1);
      continue;
    }
    const std::size_t blank = blank_at(text);
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    // The en dash and its relatives (U+2010 to U+2015) part words, quotes do not.
    const bool dash = text.starts_with("\xE2\x80") && text.size() > 2 &&
                      static_cast<unsigned char>(text[2]) >= 0x90 &&
                      static_cast<unsigned char>(text[2]) <= 0x95;
    if (blank > 0 || dash || (ascii && c != '\'')) between = true;
    text.remove_prefix(dash ? 3 : std::max<std::size_t>(blank, 1));
  }
  return out;
}

bool begins_with_words(std::string_view text, std::string_view front) {
  return !front.empty() && text.starts_with(front) &&
         (text.size() == front.size() || text[front.size()] == ' ');
}

bool contains_words(std::string_view text, std::string_view part) {
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
    if ((at == 0 || text[at - 1] == ' ') && begins_with_words(text.substr(at), part)) return true;
  }
  return false;
}

std::string_view strip_choice(std::string_view text) {
  text = trim_blank(text);
  while (choice_at(text)) {
    text.remove_prefix(2);
    text = trim_blank(text);
  }
  return text;
}

std::vector<std::string_view> split_choices(std::string_view text) {
  std::vector<std::string_view> parts;
  text = trim_blank(text);
  if (!choice_at(text)) return parts;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    const bool end = i == text.size();
    if (!end && !(choice_at(text.substr(i)) && !is_word(text[i - 1]))) continue;
    std::string_view part = strip_choice(text.substr(begin, i - begin));
    while (part.ends_with(';') || part.ends_with(',')) part.remove_suffix(1);
    if (!trim_blank(part).empty()) parts.push_back(trim_blank(part));
    begin = i;
  }
  return parts;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == text.npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace bartizan::use
