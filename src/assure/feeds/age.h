// Age: whether a feed is too old to be trusted in silence.
//
// What it is: the days since a feed was imported and since its own data say that they were written,
// against limits by kind (catalogs/lists/feeds-ages.toml). What it is not: a reason to read
// nothing: what an old feed knows is still true. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "record/advisory.h"

namespace bartizan::assure::feeds {

struct Limits {
  std::int64_t imported_days = 7;  // since it was imported
  std::int64_t data_days = 30;     // since the newest date in it
};
Limits limits_of(record::FeedKind kind);

struct Age {
  bool stale = false;
  bool future = false;    // dated after `now`: one of the two clocks is wrong; also stale
  std::int64_t days = 0;  // since its data's date, or since the import where they have none
  // "imported 12 days ago (limit 7): bartizan feeds update --name osv-pypi"; empty while fresh.
  std::string sentence;
  std::string reason;  // the same without what to do
};
Age age_of(const record::Feed& feed, base::Millis now);

}  // namespace bartizan::assure::feeds
