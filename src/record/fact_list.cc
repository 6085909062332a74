#include "record/fact_list.h"

namespace bartizan::record {
namespace {

constexpr std::string_view kAnd = "and ", kMore = " more";

// Backslashes that end a text.
std::size_t run_before(std::string_view text) {
  const std::size_t other = text.find_last_not_of('\\');
  return text.size() - (other == text.npos ? 0 : other + 1);
}

// Where "and 12 more" begins that ends a text; npos: it does not end so.
std::size_t rest_of(std::string_view text) {
  if (!text.ends_with(kMore)) return text.npos;
  const std::string_view front = text.substr(0, text.size() - kMore.size());
  const std::size_t other = front.find_last_not_of("0123456789");
  const std::size_t digits = other == front.npos ? 0 : other + 1;
  if (digits == front.size() || !front.substr(0, digits).ends_with(kAnd)) return text.npos;
  return digits - kAnd.size();
}

bool is_rest(std::string_view text, std::size_t at) {
  return at != text.npos && (at == 0 || text[at - 1] == ' ');
}

// Whether a separator would be read there; the end of a name may have a blank behind it.
bool separates(std::string_view text, std::size_t at) {
  return text[at] == kBetweenNames[0] &&
         (at + 1 == text.size() || text[at + 1] == kBetweenNames[1]);
}

}  // namespace

std::string as_item(std::string_view name) {
  std::string item;
  std::size_t run = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\') {
      ++run;
    } else {
      if (separates(name, i)) item.append(run + 1, '\\');
      run = 0;
    }
    item += name[i];
  }
  // What ends the name stands before a separator.
  item.append(run, '\\');
  const std::size_t rest = rest_of(item);
  if (rest != item.npos && (is_rest(item, rest) || item[rest - 1] == '\\')) {
    item.insert(rest, 1, '\\');
  }
  return item;
}

std::string name_of_item(std::string_view item) {
  std::string text(item);
  const std::size_t rest = rest_of(text);
  if (rest != text.npos && rest > 0 && text[rest - 1] == '\\') text.erase(rest - 1, 1);
  std::string name;
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++run;
      continue;
    }
    name.append(separates(text, i) ? run / 2 : run, '\\');
    run = 0;
    name += text[i];
  }
  name.append(run / 2, '\\');
  return name;
}

std::string and_more(std::uint64_t left_out) {
  return ' ' + std::string(kAnd) + std::to_string(left_out) + std::string(kMore);
}

std::string_view take_item(std::string_view& list) {
  std::size_t end = list.find(kBetweenNames);
  while (end != list.npos && run_before(list.substr(0, end)) % 2 == 1) {
    end = list.find(kBetweenNames, end + 1);
  }
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(end == list.npos ? list.size() : end + kBetweenNames.size());
  return item;
}

std::string_view without_more(std::string_view last) {
  const std::size_t rest = rest_of(last);
  return is_rest(last, rest) ? last.substr(0, rest == 0 ? 0 : rest - 1) : last;
}

}  // namespace bartizan::record
