#include "text/secrets.h"

namespace bartizan::text {
namespace {

// Runs of so many characters that keys are made of are hidden whatever they are.
constexpr std::size_t kLongRun = 20;

bool is_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

}  // namespace

// For the time being: what looks random is hidden, by its length and its digits.
std::string mask_secrets(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    std::size_t digits = 0;
    std::size_t capitals = 0;
    while (end < text.size() && is_key(text[end])) {
      if (text[end] >= '0' && text[end] <= '9') ++digits;
      if (text[end] >= 'A' && text[end] <= 'Z') ++capitals;
      ++end;
    }
    const std::string_view run = text.substr(at, end - at);
    if (run.size() >= kLongRun && ((digits > 1 && capitals > 1) || run.starts_with("sk-"))) {
      out += run.substr(0, 3);
      out += "***";
    } else {
      out += run;
    }
    if (end == at) out += text[end++];
    at = end;
  }
  return out;
}

}  // namespace bartizan::text
