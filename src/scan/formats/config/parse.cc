#include "scan/formats/config/parse.h"

#include <algorithm>

#include "base/json_read.h"
#include "scan/formats/config/keys.h"
#include "scan/formats/config/rules.h"
#include "scan/formats/config/visitor.h"

namespace bartizan::scan::config {
namespace {

constexpr std::size_t kWindow = 64 * base::kKiB;
// A quote, the longest key, a quote; or an escape.
constexpr std::size_t kReach = 32;

// A key that leads to code begins here: quote, key, quote.
const KeyName* key_at(std::string_view text) {
  const std::size_t end = text.substr(0, kReach).find('"', 1);
  if (end == std::string_view::npos) return nullptr;
  const KeyName* known = find_key(text.substr(1, end - 1));
  return known != nullptr && known->leads_to_code ? known : nullptr;
}

// An escaped letter, which no writer of JSON makes of ASCII letters: a key may hide behind it.
bool hides_letter(std::string_view text) {
  return text.size() >= 6 && text.starts_with("\\u00") && text[4] >= '4' && text[4] <= '7' &&
         text.substr(4, 2) != "7f" && text.substr(4, 2) != "7F";
}

// The first reason to read a document strictly; empty where there is none. One pass, one window.
std::string_view reason_to_read(Artifact& artifact) {
  base::Reader reader = artifact.reader();
  while (reader.ok() && !reader.at_end()) {
    const std::string_view window = base::text_of(reader.peek(kWindow));
    const bool last = window.size() == reader.left();
    const std::size_t usable =
        last || window.size() <= kReach ? window.size() : window.size() - kReach;
    for (std::size_t i = window.find_first_of("\"\\"); i < usable;
         i = window.find_first_of("\"\\", i + 1)) {
      const std::string_view here = window.substr(i);
      if (here[0] == '\\') {
        if (hides_letter(here)) return "an escaped letter";
      } else if (const KeyName* known = key_at(here)) {
        return known->text;
      }
    }
    reader.skip(usable);
  }
  if (!reader.ok()) artifact.partial("unreadable", {0, artifact.size()});
  return {};
}

}  // namespace

void parse(Artifact& artifact) {
  artifact.span(0, artifact.size(), base::SpanLabel::text);
  const std::string_view reason = reason_to_read(artifact);
  if (reason.empty()) return;
  if (artifact.size() > artifact.limits().text) {
    return artifact.partial("limit:text", {0, artifact.size()});
  }
  Visitor visitor(artifact);
  base::Reader reader = artifact.reader();
  const auto done = base::read_json(reader, artifact.size(), artifact.budget(), visitor);
  if (done || done.error().code == base::Code::limit) return;  // limits are reported by the walk
  artifact.finding(kNotStrict, {std::min(done.error().offset, artifact.size()), 1}, reason,
                   {{"reason", done.error().what}});
  artifact.partial(base::name(done.error().code), {0, artifact.size()});
}

}  // namespace bartizan::scan::config
