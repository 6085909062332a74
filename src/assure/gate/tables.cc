#include "assure/gate/tables.h"

#include <algorithm>

#include "text/lines.h"
#include "text/nearest.h"

namespace bartizan::assure::gate {

using text::Node;

namespace {

std::string joined(const Words& words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

}  // namespace

std::string quoted(std::string_view word) { return '"' + std::string(word) + '"'; }

std::string unknown(std::string_view what, std::string_view word, const Words& known) {
  std::string out = "unknown " + std::string(what) + " " + quoted(word);
  const std::string_view guess = text::nearest(word, known);
  if (!guess.empty()) out += ": did you mean " + quoted(guess) + "?";
  return out + (guess.empty() ? ": known here are " : " Known here: ") + joined(known);
}

bool TableReader::refuse(std::uint32_t line, std::string what) {
  error_ = {line, std::move(what)};
  return false;
}

bool TableReader::refuse(const Node& node, std::string what) {
  return refuse(node.line, std::move(what));
}

bool TableReader::only(const Node& table, const Words& known) {
  for (const Node& item : table.items) {
    if (std::ranges::find(known, item.key) == known.end()) {
      return refuse(item, unknown("key", item.key, known));
    }
  }
  return true;
}

bool TableReader::text_of(const Node& table, std::string_view key, bool required,
                          std::string& out) {
  const Node* const node = table.find(key);
  if (node == nullptr) {
    return !required ||
           refuse(table, quoted(key) + " is missing. Write: " + std::string(key) + " = \"...\"");
  }
  if (!node->is_string() || (required && text::trim(node->text).empty())) {
    return refuse(*node, quoted(key) + " must be a text in quotes");
  }
  out = node->text;
  return true;
}

bool TableReader::texts_of(const Node& table, std::string_view key, std::vector<std::string>& out) {
  const Node* const node = table.find(key);
  if (node == nullptr) return true;
  if (node->is_string()) {
    out = {node->text};
  } else if (node->is_array()) {
    for (const Node& item : node->items) {
      if (!item.is_string()) return refuse(item, quoted(key) + " must be a list of texts");
      out.push_back(item.text);
    }
  } else {
    return refuse(*node, quoted(key) + " must be a text or a list of texts");
  }
  if (out.empty()) return refuse(*node, quoted(key) + " is an empty list: leave it out");
  for (const std::string& text : out) {
    if (text.empty() || text.size() > kMostPattern) {
      return refuse(*node, quoted(key) + " holds an empty or a very long text");
    }
  }
  return true;
}

bool TableReader::time_of(const Node& table, std::string_view key, base::Millis& out) {
  const Node* const node = table.find(key);
  if (node == nullptr) return refuse(table, quoted(key) + " is missing: a date, 2027-01-31");
  std::string text = node->text;
  // TOML's moment as ours: seconds without their fraction.
  if (text.size() == 20 && text.ends_with('Z')) text.insert(19, ".000");
  const auto time = node->is_string() ? base::parse_utc(text) : std::nullopt;
  if (!time) {
    return refuse(*node, quoted(key) +
                             " must be a date, 2027-01-31, or a time in UTC, "
                             "2027-01-31T12:00:00Z");
  }
  out = *time;
  return true;
}

}  // namespace bartizan::assure::gate
