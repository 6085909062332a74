// Maven: the order of org.apache.maven.artifact.versioning.ComparableVersion (maven-artifact 3.9).
//
// A version is a chain of lists: a hyphen, and each change between digits and letters, opens a list
// that is the last item of the one before. So it is kept flat, as items that say how many lists
// they open. Two spellings differ from ComparableVersion, which contradicts itself there
// (1-0-alpha < 1 < 1-foo < 1-0-alpha): a qualifier behind a dot opens a list also when something
// follows it (1.rc.1), as the POM reference has it, and one behind a removed zero stands where the
// zero was not written. docs/versions.md.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

// The place of no qualifier among the qualifiers; those that are not known come last.
constexpr int kRelease = 5, kUnknown = 7;

struct Item {
  bool number = true;
  Digits digits;
  int rank = kRelease;
  std::string_view word;
  std::size_t opens = 0;  // lists that begin in front of it

  bool is_null() const { return number ? digits.text.empty() : rank == kRelease; }
};

struct Qualifier {
  std::string_view word;
  int rank;
};

int rank_of(std::string_view word, bool before_digit) {
  constexpr auto kKnown = std::to_array<Qualifier>({{"alpha", 0},
                                                    {"beta", 1},
                                                    {"milestone", 2},
                                                    {"rc", 3},
                                                    {"cr", 3},
                                                    {"snapshot", 4},
                                                    {"ga", kRelease},
                                                    {"final", kRelease},
                                                    {"release", kRelease},
                                                    {"sp", 6}});
  if (before_digit && word.size() == 1) {
    constexpr std::string_view kShort = "abm";
    if (const std::size_t i = kShort.find(lower(word[0])); i != kShort.npos) {
      return static_cast<int>(i);
    }
  }
  for (const Qualifier& known : kKnown) {
    if (compare_text(word, known.word) == 0) return known.rank;
  }
  return kUnknown;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::vector<Item> items() {
    while (!rest_.empty()) take();
    end_list();
    return std::move(items_);
  }

 private:
  void take() {
    const char c = rest_[0];
    if (c == '.' || c == '-') {
      if (!item_before_) add({});  // nothing stands between two separators: a zero
      item_before_ = false;
      rest_.remove_prefix(1);
      if (c == '-') open_list();
      return;
    }
    Item item;
    item.number = is_digit(c);
    if (item_before_) open_list();
    if (item.number) {
      item.digits = Digits::of(cut_digits(rest_));
    } else {
      std::size_t n = 0;
      while (n < rest_.size() && rest_[n] != '.' && rest_[n] != '-' && !is_digit(rest_[n])) ++n;
      item.word = cut(rest_, n);
      item.rank = rank_of(item.word, !rest_.empty() && is_digit(rest_[0]));
      // 1.Final-1 is 1-1: the word would be taken off the end of the list at once.
      const bool vanishes = item.rank == kRelease && rest_.starts_with('-');
      if (in_list_ > 0 && !vanishes) open_list();
    }
    add(item);
    item_before_ = true;
  }

  void add(Item item) {
    item.opens = opens_;
    opens_ = 0;
    ++in_list_;
    items_.push_back(item);
  }

  void open_list() {
    end_list();
    ++opens_;
    in_list_ = 0;
  }

  // Takes zeros and releases off the end of the list, and of those before it that are left empty.
  void end_list() {
    while (!items_.empty() && items_.back().is_null()) {
      opens_ += items_.back().opens;
      items_.pop_back();
    }
  }

  std::string_view rest_;
  std::vector<Item> items_;
  std::size_t opens_ = 0;    // lists opened since the last item
  std::size_t in_list_ = 0;  // items that the current list has had
  bool item_before_ = false;
};

std::vector<Item> items_of(std::string_view text) {
  auto items = Parser(text).items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].number) items[i].opens = std::min<std::size_t>(items[i].opens, i == 0 ? 0 : 1);
  }
  return items;
}

std::strong_ordering compare(const Item& a, const Item& b) {
  if (a.opens != b.opens) {  // one is an item, the other a list: words < lists < numbers
    const bool a_first = a.opens < b.opens;
    const bool item_wins = a_first ? a.number : b.number;
    return a_first == item_wins ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  if (a.number != b.number) return a.number <=> b.number;
  if (a.number) return a.digits <=> b.digits;
  if (a.rank != b.rank) return a.rank <=> b.rank;
  return a.rank == kUnknown ? compare_text(a.word, b.word) : std::strong_ordering::equal;
}

// What is behind the end of the other version, against nothing.
std::strong_ordering compare_to_end(std::span<const Item> rest) {
  for (const Item& item : rest) {
    if (item.is_null()) continue;
    return item.number ? std::strong_ordering::greater : item.rank <=> kRelease;
  }
  return std::strong_ordering::equal;
}

}  // namespace

// What Maven allows in the name of a folder, with a digit somewhere: LATEST and ${revision} are no
// versions.
bool is_maven(std::string_view text) {
  text = trim(text);
  return std::ranges::any_of(text, is_digit) && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || is_alpha(c) || std::string_view("._-+~@").contains(c);
         });
}

std::strong_ordering compare_maven(std::string_view a, std::string_view b) {
  const auto left = items_of(trim(a)), right = items_of(trim(b));
  const std::size_t n = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto order = compare(left[i], right[i]); order != 0) return order;
  }
  const auto more = compare_to_end(std::span(left).subspan(n));
  return more != 0 ? more : 0 <=> compare_to_end(std::span(right).subspan(n));
}

}  // namespace bartizan::text
