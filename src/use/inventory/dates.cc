#include "use/inventory/dates.h"

#include <array>
#include <charconv>
#include <chrono>
#include <vector>

#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Treatment;

// Years that an AI system can have to do with; outside of them a number is something else.
constexpr int kFirstYear = 1950, kLastYear = 2099;
// 1954-10-03 to 2119-01-10: what a bare number of five digits can mean in a workbook.
constexpr int kFirstSerial = 20'000, kLastSerial = 80'000;
constexpr int kSerialEpoch = 25'569;  // of 1970-01-01 in the 1900 date system

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// One run of digits, letters, or a single other character.
struct Token {
  enum class Kind { number, word, mark } kind;
  std::string_view text;
  int value = 0;

  bool number(std::size_t digits) const { return kind == Kind::number && text.size() == digits; }
  bool small() const { return kind == Kind::number && text.size() <= 2; }
  bool mark(char c) const { return kind == Kind::mark && text[0] == c; }
  bool separates() const { return mark('/') || mark('-') || mark('.'); }
};
constexpr std::size_t kMostTokens = 24;

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  while (!text.empty() && tokens.size() < kMostTokens) {
    std::size_t n = 1;
    Token::Kind kind = Token::Kind::mark;
    if (is_digit(text[0])) {
      kind = Token::Kind::number;
      while (n < text.size() && is_digit(text[n])) ++n;
    } else if (is_letter(text[0])) {
      kind = Token::Kind::word;
      while (n < text.size() && is_letter(text[n])) ++n;
    }
    Token token{kind, text.substr(0, n)};
    if (kind == Token::Kind::number && n <= 8) {
      std::from_chars(token.text.begin(), token.text.end(), token.value);
    }
    if (kind != Token::Kind::mark || text[0] != ' ') tokens.push_back(token);
    text.remove_prefix(n);
  }
  return tokens;
}

int month_of(std::string_view word) {
  const std::string lower = squeeze(word);
  if (lower.size() < 3) return 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i].starts_with(lower) || (lower == "sept" && i == 8))
      return static_cast<int>(i) + 1;
  }
  return 0;
}

bool good_year(int year) { return year >= kFirstYear && year <= kLastYear; }
bool good_day(int year, int month, int day) {
  using namespace std::chrono;
  return good_year(year) && month >= 1 && month <= 12 && day >= 1 &&
         year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                        std::chrono::day(static_cast<unsigned>(day)))
             .ok();
}

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }
std::string written(int year, int month = 0, int day = 0) {
  std::string out = std::to_string(year);
  if (month > 0) out += "-" + two(month);
  if (day > 0) out += "-" + two(day);
  return out;
}
std::optional<ReadDate> day(int y, int m, int d, Treatment how) {
  if (!good_day(y, m, d)) return std::nullopt;
  return ReadDate{written(y, m, d), how};
}
std::optional<ReadDate> month(int y, int m, Treatment how) {
  if (!good_year(y) || m < 1 || m > 12) return std::nullopt;
  return ReadDate{written(y, m), how};
}

// A two-digit year is of this century.
int full_year(const Token& token) {
  return token.text.size() == 2 ? 2000 + token.value : token.value;
}

// Two or four digits that can be a year.
bool is_year(const Token& token) {
  return token.kind == Token::Kind::number && (token.text.size() == 2 || token.text.size() == 4) &&
         good_year(full_year(token));
}

// A time of day: "09:30", "9:30:00.5", "12:00:00 AM", "T09:30:00Z". `at` is moved past it; false
// where something else stands.
bool skip_time(const std::vector<Token>& t, std::size_t& at) {
  std::size_t i = at;
  if (i < t.size() && t[i].kind == Token::Kind::word && (t[i].text == "T" || t[i].text == "at"))
    ++i;
  if (i + 2 >= t.size() || !t[i].small() || !t[i + 1].mark(':') || !t[i + 2].number(2))
    return false;
  if (t[i].value > 24 || t[i + 2].value > 59) return false;
  i += 3;
  if (i + 1 < t.size() && t[i].mark(':') && t[i + 1].number(2)) i += 2;
  if (i + 1 < t.size() && t[i].mark('.') && t[i + 1].kind == Token::Kind::number) i += 2;
  if (i < t.size() && t[i].kind == Token::Kind::word) {
    const std::string word = squeeze(t[i].text);
    if (word == "am" || word == "pm" || word == "z" || word == "utc") ++i;
  }
  at = i;
  return true;
}

// Reads the date at the front; `used` tokens belong to it.
std::optional<ReadDate> front_date(const std::vector<Token>& t, std::size_t& used) {
  const auto number = [&](std::size_t i) {
    return i < t.size() && t[i].kind == Token::Kind::number;
  };
  const auto separated = [&](std::size_t i) {
    return i + 1 < t.size() && t[i].separates() && number(i + 1);
  };
  if (t.empty()) return std::nullopt;
  // 2025-01-31, 2025/1/31, 2025-01
  if (t[0].number(4) && separated(1) && t[2].small()) {
    if (separated(3) && t[4].small() && t[3].text == t[1].text) {
      used = 5;
      const bool iso = t[1].mark('-') && t[2].number(2) && t[4].number(2);
      return day(t[0].value, t[2].value, t[4].value, iso ? Treatment::kept : Treatment::recoded);
    }
    used = 3;
    return month(t[0].value, t[2].value,
                 t[1].mark('-') && t[2].number(2) ? Treatment::kept : Treatment::recoded);
  }
  // 20250131
  if (t[0].number(8)) {
    used = 1;
    return day(t[0].value / 10'000, t[0].value / 100 % 100, t[0].value % 100, Treatment::recoded);
  }
  // 1/31/2025, 31.1.2025, 1/31/25
  if (t[0].small() && separated(1) && t[2].small() && separated(3) && is_year(t[4])) {
    used = 5;
    const int y = full_year(t[4]);
    const int a = t[0].value, b = t[2].value;
    const bool day_first = a > 12 || (t[1].mark('.') && b <= 12);
    const bool certain = (a > 12 || b > 12 || a == b) && t[4].text.size() == 4;
    const Treatment how = certain ? Treatment::recoded : Treatment::guessed;
    return day_first ? day(y, b, a, how) : day(y, a, b, how);
  }
  // 01/2025
  if (t[0].small() && separated(1) && t[2].number(4)) {
    used = 3;
    return month(t[2].value, t[0].value, Treatment::recoded);
  }
  const auto dash = [&](std::size_t i) {
    return i < t.size() && (t[i].separates() || t[i].mark(','));
  };
  if (t[0].kind == Token::Kind::word && month_of(t[0].text) > 0) {
    const int m = month_of(t[0].text);
    std::size_t i = dash(1) ? 2 : 1;
    // January 31, 2025 and January 31st, 2025
    if (i < t.size() && t[i].small()) {
      std::size_t next = i + 1;
      if (next < t.size() && t[next].kind == Token::Kind::word && t[next].text.size() == 2) ++next;
      if (next < t.size() && (t[next].mark(',') || dash(next))) ++next;
      if (next < t.size() && t[next].number(4)) {
        used = next + 1;
        return day(t[next].value, m, t[i].value, Treatment::recoded);
      }
    }
    // Jan 2025, Jan-25
    if (i < t.size() && is_year(t[i])) {
      used = i + 1;
      return month(full_year(t[i]), m, t[i].number(4) ? Treatment::recoded : Treatment::guessed);
    }
    return std::nullopt;
  }
  if (number(0) && t.size() > 1) {
    const std::size_t i = dash(1) ? 2 : 1;
    const int m = i < t.size() && t[i].kind == Token::Kind::word ? month_of(t[i].text) : 0;
    if (m > 0) {
      const std::size_t next = i + 1 < t.size() && dash(i + 1) ? i + 2 : i + 1;
      // 31 January 2025, 31-Jan-25
      if (t[0].small() && next < t.size() && is_year(t[next])) {
        used = next + 1;
        return day(full_year(t[next]), m, t[0].value,
                   t[next].number(4) ? Treatment::recoded : Treatment::guessed);
      }
      // 22-Jul: a spreadsheet's short form of a month, its year in front.
      if (is_year(t[0])) {
        used = i + 1;
        return month(full_year(t[0]), m, Treatment::guessed);
      }
    }
  }
  return std::nullopt;
}

// Q2 2024, 2024 Q2, Q4FY25, FY2025, FY25 Q1, mid 2024.
std::optional<ReadDate> period(std::string_view text) {
  int quarter = 0, year = 0;
  bool fiscal = false;
  const std::vector<Token> t = tokens_of(text);
  for (std::size_t i = 0; i < t.size(); ++i) {
    const std::string word = t[i].kind == Token::Kind::word ? squeeze(t[i].text) : std::string();
    const bool number_next = i + 1 < t.size() && t[i + 1].kind == Token::Kind::number;
    if (word == "q" && number_next && t[i + 1].value >= 1 && t[i + 1].value <= 4 && quarter == 0) {
      quarter = t[++i].value;
    } else if ((word == "fy" || word == "cy") && number_next && is_year(t[i + 1]) && year == 0) {
      fiscal = word == "fy";
      year = full_year(t[++i]);
    } else if (t[i].number(4) && is_year(t[i]) && year == 0) {
      year = t[i].value;
    } else if (word != "early" && word != "mid" && word != "late" && word != "of" &&
               word != "quarter" && !t[i].mark('-') && !t[i].mark(',')) {
      return std::nullopt;
    }
  }
  if (year == 0) return std::nullopt;
  if (quarter == 0) return ReadDate{written(year), Treatment::guessed};
  // The first month of the quarter; the federal fiscal year begins in October of the year before.
  int first = 3 * (quarter - 1) + 1;
  if (fiscal) {
    first += 9;
    if (first > 12) {
      first -= 12;
    } else {
      --year;
    }
  }
  return ReadDate{written(year, first), Treatment::guessed};
}

}  // namespace

std::optional<ReadDate> read_date(std::string_view text) {
  text = trim_blank(text);
  const std::vector<Token> t = tokens_of(text);
  if (t.empty()) return std::nullopt;
  if (t.size() == 1 && t[0].number(4)) {
    if (!good_year(t[0].value)) return std::nullopt;
    return ReadDate{std::string(text), Treatment::kept};
  }
  // A day's number in a workbook, with or without a time of day behind the point.
  if (t[0].number(5) &&
      (t.size() == 1 || (t.size() == 3 && t[1].mark('.') && t[2].kind == Token::Kind::number))) {
    if (t[0].value < kFirstSerial || t[0].value > kLastSerial) return std::nullopt;
    return ReadDate{date_of_day(t[0].value - kSerialEpoch), Treatment::guessed};
  }
  std::size_t used = 0;
  if (std::optional<ReadDate> date = front_date(t, used)) {
    if (used == t.size()) return date;
    if (skip_time(t, used) && used == t.size()) {
      if (date->treatment == Treatment::kept) date->treatment = Treatment::recoded;
      return date;
    }
    // A remark behind a date; another number may be another date, so that the first is a guess.
    const bool remark =
        used < t.size() && (t[used].kind == Token::Kind::word || t[used].mark('(') ||
                            t[used].mark(',') || t[used].mark(';'));
    if (!remark) return std::nullopt;
    date->treatment = Treatment::guessed;
    return date;
  }
  return period(text);
}

std::optional<std::int64_t> day_number(std::string_view date) {
  if (date.size() != 4 && date.size() != 7 && date.size() != 10) return std::nullopt;
  const std::vector<Token> t = tokens_of(date);
  if (t.empty() || !t[0].number(4)) return std::nullopt;
  const int m = t.size() >= 3 ? t[2].value : 1, d = t.size() >= 5 ? t[4].value : 1;
  if (!good_day(t[0].value, m, d)) return std::nullopt;
  using namespace std::chrono;
  return sys_days(year_month_day(year(t[0].value), std::chrono::month(static_cast<unsigned>(m)),
                                 std::chrono::day(static_cast<unsigned>(d))))
      .time_since_epoch()
      .count();
}

std::string date_of_day(std::int64_t number) {
  using namespace std::chrono;
  const year_month_day date{sys_days(days(number))};
  return written(static_cast<int>(date.year()),
                 static_cast<int>(static_cast<unsigned>(date.month())),
                 static_cast<int>(static_cast<unsigned>(date.day())));
}

}  // namespace bartizan::use
