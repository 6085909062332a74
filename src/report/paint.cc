#include "report/paint.h"

#include <array>
#include <utility>

#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

// ECMA-48 SGR. The sixteen basic colours follow the user's theme, light or dark.
std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::bad:
      return "\x1b[1;31m";
    case Ink::warn:
      return "\x1b[1;33m";
    case Ink::unsure:
      return "\x1b[1;35m";
    case Ink::good:
      return "\x1b[32m";
  }
  return "";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kAscii{{
    {"✗", "x"},
    {"✓", "v"},
    {"·", "-"},
    {"›", ">"},
    {"…", "..."},
    {"█", "#"},
    {"░", "."},
    {"▓", "="},
    {"▒", "-"},
    {"├", "|"},
    {"└", "`"},
    {"─", "-"},
    {"│", "|"},
    {"→", "->"},
}};

}  // namespace

Ink ink(record::Verdict verdict) {
  switch (verdict) {
    case record::Verdict::malicious:
      return Ink::bad;
    case record::Verdict::suspicious:
      return Ink::warn;
    case record::Verdict::incomplete:
      return Ink::unsure;
    case record::Verdict::clean:
      return Ink::good;
    case record::Verdict::not_a_model:
      return Ink::dim;
  }
  return Ink::plain;
}

std::string Paint::plain(std::string_view text) const {
  if (!style_.ascii) return std::string(text);
  std::string out;
  while (!text.empty()) {
    bool replaced = false;
    for (const auto& [from, to] : kAscii) {
      if (text.starts_with(from)) {
        out += to;
        text.remove_prefix(from.size());
        replaced = true;
        break;
      }
    }
    if (replaced) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string Paint::in(Ink ink, std::string_view text) const {
  if (!style_.color || ink == Ink::plain || text.empty()) return plain(text);
  return std::string(code(ink)) + plain(text) + "\x1b[0m";
}

std::string Paint::mark(record::Verdict verdict) const {
  return in(ink(verdict), std::string(symbol(verdict)) + " " + std::string(word(verdict)));
}

std::string Paint::head(std::size_t indent, std::string_view label, std::size_t at) const {
  std::string out(indent, ' ');
  out += in(Ink::dim, label);
  const std::size_t used = indent + width(label);
  out.append(used + 2 <= at || label.empty() ? at - used : 2, ' ');
  return out;
}

std::string Paint::fact(std::size_t indent, std::string_view label, std::size_t at,
                        std::string_view text) const {
  std::string out = head(indent, label, at);
  const std::size_t room = columns() > at + 20 ? columns() - at : 0;
  bool first = true;
  for (const std::string& line : wrap(plain(text), room)) {
    if (!first) out.append(at, ' ');
    out += line + '\n';
    first = false;
  }
  return out;
}

std::string Paint::items(std::size_t indent, std::string_view label, std::size_t at,
                         const std::vector<std::string>& list) const {
  std::string out = head(indent, label, at);
  std::size_t used = at;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string item = plain(list[i]);
    if (i != 0) {
      const bool full = columns() != 0 && used + 3 + width(item) > columns();
      out += full ? '\n' + std::string(at, ' ') : plain(" · ");
      used = full ? at : used + 3;
    }
    out += item;
    used += width(item);
  }
  return out + '\n';
}

}  // namespace bartizan::report
