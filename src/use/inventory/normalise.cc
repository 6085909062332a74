#include "use/inventory/normalise.h"

#include <algorithm>
#include <optional>

#include "use/inventory/dates.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Treatment;

// A cell that is longer is prose, whatever the field wants.
constexpr std::size_t kLongestAnswer = 4000;

Normal as_is(std::string_view text, Treatment treatment = Treatment::kept) {
  return {std::string(text), treatment};
}

// One answer among those that the field offers.
std::optional<Normal> answer(const SchemaField& field, std::string_view text) {
  if (field.has_value(text)) return as_is(text);
  if (const auto at = field.recode.find(text); at != field.recode.end()) {
    return as_is(at->second, Treatment::recoded);
  }
  const std::string_view plain = strip_choice(text);
  const std::string key = squeeze(plain);
  if (key.empty()) return std::nullopt;
  for (const std::string_view value : field.values) {
    if (squeeze(value) == key) return as_is(value, Treatment::recoded);
  }
  if (const auto at = field.recode.find(key); at != field.recode.end()) {
    return as_is(at->second, at->second == text ? Treatment::kept : Treatment::recoded);
  }
  if (const auto at = field.guess.find(key); at != field.guess.end()) {
    return as_is(at->second, Treatment::guessed);
  }
  const std::string as_words = words(plain);
  for (const auto& [front, value] : field.begins) {
    if (begins_with_words(as_words, front)) return as_is(value, Treatment::recoded);
  }
  return std::nullopt;
}

// "N/A" is an answer, also where the form does not offer it.
std::optional<Normal> not_applicable(std::string_view text) {
  const std::string key = squeeze(text);
  if (key != "na" && key != "notapplicable") return std::nullopt;
  return as_is("N/A", text == "N/A" ? Treatment::kept : Treatment::recoded);
}

Normal one_of(const SchemaField& field, std::string_view text) {
  if (const auto found = answer(field, text)) return *found;
  if (const auto found = not_applicable(text)) return *found;
  // ["Other"] where one answer was asked for.
  std::vector<std::string> items;
  if (read_list_literal(text, items) && items.size() == 1) {
    if (auto found = answer(field, trim_blank(items[0]))) {
      found->treatment = std::max(found->treatment, Treatment::recoded);
      return *found;
    }
  }
  return as_is(text, Treatment::left);
}

// Yes or no, however it is said; what follows the word is a remark.
Normal yes_no(const SchemaField& field, std::string_view text) {
  if (text == "Yes" || text == "No") return as_is(text);
  if (const auto found = answer(field, text)) return *found;
  if (const auto found = not_applicable(text)) return *found;
  const std::string_view plain = strip_choice(text);
  const std::string key = squeeze(plain);
  if (key == "yes" || key == "y" || key == "true" || key == "1") {
    return as_is("Yes", Treatment::recoded);
  }
  if (key == "no" || key == "n" || key == "false" || key == "0") {
    return as_is("No", Treatment::recoded);
  }
  const std::string as_words = words(plain);
  if (begins_with_words(as_words, "yes")) return as_is("Yes", Treatment::guessed);
  if (begins_with_words(as_words, "no")) return as_is("No", Treatment::guessed);
  return as_is(text, Treatment::left);
}

std::string join(const std::vector<std::string>& items) {
  std::string all;
  for (const std::string& item : items) {
    if (!all.empty()) all += kListSeparator;
    all += item;
  }
  return all;
}

// Items as answers in the form's order, each once; those that are no answers behind them.
struct Items {
  std::vector<std::string> known, unknown;
  Treatment treatment = Treatment::kept;

  std::string value(const SchemaField& field) {
    const auto place = [&](const std::string& item) {
      return std::find(field.values.begin(), field.values.end(), item) - field.values.begin();
    };
    std::stable_sort(known.begin(), known.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    known.erase(std::unique(known.begin(), known.end()), known.end());
    known.insert(known.end(), unknown.begin(), unknown.end());
    return join(known);
  }
};

template <typename Texts>
Items items_of(const SchemaField& field, const Texts& texts) {
  Items items;
  for (const auto& text : texts) {
    const std::string_view item = trim_blank(text);
    if (item.empty()) continue;
    if (const auto found = answer(field, item)) {
      items.known.push_back(found->value);
      items.treatment = std::max(items.treatment, found->treatment);
    } else {
      items.unknown.emplace_back(item);
    }
  }
  return items;
}

Normal list(const SchemaField& field, std::string_view text) {
  std::vector<std::string> literal;
  if (read_list_literal(text, literal)) {
    Items items = items_of(field, literal);
    const Treatment how = items.unknown.empty() ? Treatment::recoded : Treatment::left;
    return {items.value(field), literal.empty() ? Treatment::kept : std::max(how, items.treatment)};
  }
  if (const auto found = answer(field, text)) return *found;
  if (const auto found = not_applicable(text)) return *found;
  const auto choices = split_choices(text);
  if (choices.size() > 1) {
    if (Items items = items_of(field, choices); items.unknown.empty()) {
      return {items.value(field), std::max(Treatment::recoded, items.treatment)};
    }
  }
  // Separators that an answer itself may hold come last and are a guess.
  for (const char separator : {';', '\n', '|', ','}) {
    const auto parts = split(text, separator);
    if (parts.size() < 2) continue;
    Items items = items_of(field, parts);
    if (!items.unknown.empty() || items.known.empty()) continue;
    const Treatment how = separator == ';' ? Treatment::recoded : Treatment::guessed;
    const std::string value = items.value(field);
    if (value == text && items.treatment == Treatment::kept) return as_is(text);
    return {value, std::max(how, items.treatment)};
  }
  return as_is(text, Treatment::left);
}

Normal text_value(const SchemaField& field, std::string_view text) {
  if (field.recode.empty()) return as_is(text);
  auto at = field.recode.find(text);
  if (at == field.recode.end()) at = field.recode.find(squeeze(text));
  if (at == field.recode.end()) return as_is(text);
  return as_is(at->second, at->second == text ? Treatment::kept : Treatment::recoded);
}

}  // namespace

bool read_list_literal(std::string_view text, std::vector<std::string>& items) {
  items.clear();
  text = trim_blank(text);
  if (!text.starts_with('[') || !text.ends_with(']')) return false;
  text = text.substr(1, text.size() - 2);
  const auto skip_blanks = [&] {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t')) {
      text.remove_prefix(1);
    }
  };
  for (skip_blanks(); !text.empty(); skip_blanks()) {
    const char quote = text[0];
    if (quote != '\'' && quote != '"') return false;
    text.remove_prefix(1);
    std::string item;
    while (!text.empty() && text[0] != quote) {
      if (text[0] == '\\' && text.size() > 1) {
        text.remove_prefix(1);
        item += text[0] == 'n' ? '\n' : text[0] == 't' ? '\t' : text[0];
      } else {
        item += text[0];
      }
      text.remove_prefix(1);
    }
    if (text.empty()) return false;
    text.remove_prefix(1);
    items.push_back(std::move(item));
    skip_blanks();
    if (text.empty()) break;
    if (text[0] != ',') return false;
    text.remove_prefix(1);
  }
  return true;
}

Normal normalise(const SchemaField& field, std::string_view raw) {
  const std::string_view text = trim_blank(raw);
  if (text.empty()) return {};
  if (text.size() > kLongestAnswer && field.type != FieldType::text) {
    return as_is(text, Treatment::left);
  }
  switch (field.type) {
    case FieldType::one_of:
      return one_of(field, text);
    case FieldType::yes_no:
      return yes_no(field, text);
    case FieldType::list:
      return list(field, text);
    case FieldType::date: {
      if (const auto date = read_date(text)) return {date->value, date->treatment};
      if (const auto found = not_applicable(text)) return *found;
      return as_is(text, Treatment::left);
    }
    case FieldType::text:
    case FieldType::email:
    case FieldType::url:
      return text_value(field, text);
  }
  return as_is(text);
}

}  // namespace bartizan::use
