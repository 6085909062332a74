#include "assure/parse/feed/shared.h"

#include <algorithm>
#include <charconv>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "text/lines.h"

namespace bartizan::assure::feed {

void add_unique(std::vector<std::string>& all, std::string one, std::size_t most) {
  if (one.empty() || all.size() >= most || std::ranges::find(all, one) != all.end()) return;
  all.push_back(std::move(one));
}

void add_cwe(std::vector<std::string>& all, std::string_view text) {
  constexpr std::string_view kPrefix = "CWE-";
  constexpr std::size_t kMostDigits = 6;
  text = text::trim(text);
  if (!text.starts_with(kPrefix)) return;
  std::size_t end = kPrefix.size();
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  if (end == kPrefix.size() || end > kPrefix.size() + kMostDigits) return;
  add_unique(all, std::string(text.substr(0, end)), kMostWeaknesses);
}

void add_ids(std::vector<std::string>& all, const text::Node* array, std::string_view own) {
  if (array == nullptr || !array->is_array()) return;
  for (const text::Node& one : array->items) {
    if (one.is_string() && one.text != own && is_id(one.text)) {
      add_unique(all, one.text, kMostNames);
    }
  }
}

std::string severity_word(std::string_view text) {
  const std::string word = lower(text::trim(text));
  if (word == "critical" || word == "high" || word == "medium" || word == "low") return word;
  if (word == "moderate") return "medium";
  if (word == "important") return "high";
  if (word == "negligible" || word == "minimal" || word == "none") return "low";
  return {};
}

bool is_link(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         is_plain_text(url, kMostUrl) && !url.contains(' ');
}

double score_of(const text::Node* number) {
  if (number == nullptr || (!number->is(text::Node::Kind::number) && !number->is_string())) {
    return 0;
  }
  double value = 0;
  const std::string& text = number->text;
  const auto [end, error] = std::from_chars(text.data(), std::to_address(text.end()), value);
  if (error != std::errc() || end != std::to_address(text.end())) return 0;
  constexpr double kHighest = 10;
  return value > 0 && value <= kHighest ? value : 0;
}

}  // namespace bartizan::assure::feed
