#include "report/sarif_parts.h"

namespace bartizan::report {

std::string percent_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') ||
                            std::string_view("-._~/").find(c) != std::string_view::npos;
    if (unreserved) {
      out += c;
    } else {
      out += '%';
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 15];
    }
  }
  return out;
}

std::string sarif_message(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '{' || c == '}') out += c;
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void sarif_text(base::JsonWriter& out, std::string_view key, std::string_view text) {
  out.key(key).begin_object().field("text", sarif_message(text)).end_object();
}

void add_sentence(std::string& out, std::string_view label, std::string_view text) {
  if (text.empty()) return;
  if (!out.empty()) out += ' ';
  out.append(label).append(text);
  if (!text.ends_with('.')) out += '.';
}

}  // namespace bartizan::report
