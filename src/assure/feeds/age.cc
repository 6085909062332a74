#include "assure/feeds/age.h"

#include <charconv>

#include "base/escape.h"
#include "scan/catalog.h"

namespace bartizan::assure::feeds {
namespace {

constexpr base::Millis kDay = 86'400'000;

std::string days_text(std::int64_t days) {
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

std::string date_of(base::Millis time) { return base::format_utc(time).substr(0, 10); }

}  // namespace

Limits limits_of(record::FeedKind kind) {
  Limits limits;
  const auto text = scan::Catalog::embedded().list("feeds-ages", record::name(kind));
  if (!text) return limits;
  const std::size_t blank = text->find(' ');
  if (blank == text->npos) return limits;
  const std::string_view first = text->substr(0, blank), second = text->substr(blank + 1);
  std::from_chars(first.begin(), first.end(), limits.imported_days);
  std::from_chars(second.begin(), second.end(), limits.data_days);
  return limits;
}

Age age_of(const record::Feed& feed, base::Millis now) {
  const Limits limits = limits_of(feed.kind);
  const std::string again =
      feed.source.starts_with("https://") || feed.source.starts_with("http://")
          ? ": bartizan feeds update --name " + feed.id
          // The same file again is as old.
          : ": get a newer file from its publisher (bartizan explain feeds) in the place of " +
                base::escape_name(feed.source) + ", then bartizan feeds update --name " + feed.id;
  Age age;
  const base::Millis since = feed.data_date != 0 ? feed.data_date : feed.imported;
  age.days = (now - since) / kDay;
  // A day is the widest difference of two time zones that a date alone may have.
  if (feed.imported > now + kDay || feed.data_date > now + kDay) {
    const bool data = feed.data_date > now + kDay;
    age.stale = age.future = true;
    age.reason = std::string(data ? "its data are dated " : "it was imported on ") +
                 date_of(data ? feed.data_date : feed.imported) +
                 ", which is in the future: a clock is wrong, and its age is not known";
    age.sentence = age.reason;
    return age;
  }
  const std::int64_t imported = (now - feed.imported) / kDay;
  if (imported > limits.imported_days) {
    age.stale = true;
    age.reason =
        "imported " + days_text(imported) + " ago, limit " + days_text(limits.imported_days);
    age.sentence = "imported " + days_text(imported) + " ago (limit " +
                   days_text(limits.imported_days) + ")" + again;
  } else if (feed.data_date != 0 && age.days > limits.data_days) {
    age.stale = true;
    age.reason = "data of " + date_of(feed.data_date) + ", " + days_text(age.days) +
                 " old, limit " + days_text(limits.data_days);
    age.sentence = "its data are of " + date_of(feed.data_date) + ", " + days_text(age.days) +
                   " ago (limit " + days_text(limits.data_days) + ")" + again;
  }
  return age;
}

}  // namespace bartizan::assure::feeds
