// Feeds for people and programs: what is stale, broken or refused is said, hostile names are
// escaped.
#include "report/feeds.h"

#include <doctest/doctest.h>

#include "support/schema_check.h"

namespace bartizan::report {
namespace {

constexpr base::Millis kDay = 86'400'000;
constexpr base::Millis kNow = 1'800'000'000'000;

record::Feed feed_of(const std::string& id, base::Millis age) {
  record::Feed feed{id,
                    record::FeedKind::kev,
                    "/srv/\x1b[2Jkev.json",
                    kNow - age,
                    kNow - age,
                    std::string(64, 'a'),
                    false,
                    1404,
                    2,
                    "2026.01.01"};
  return feed;
}

TEST_CASE("a list says what is stale and what cannot be read") {
  const FeedsView view{{feed_of("kev", 0), feed_of("old", 9 * kDay)}, {"x.feed is damaged"}, kNow};
  const std::string text = feeds_list(view, {});
  CHECK(text.contains("kev  kev  1404 entries  not whole\n"));
  CHECK(text.contains("old  kev  1404 entries  stale  not whole\n"));
  CHECK(text.contains("imported 9 days ago (limit 2 days): get a newer file from its publisher"));
  CHECK(text.contains("x.feed is damaged"));
  CHECK(text.contains("2 feeds · 1 stale · 2 not whole · 1 unread"));
  CHECK_FALSE(text.contains('\x1b'));
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/feeds-1.schema.json");
  CHECK(schema.problem(feeds_json(view, {})) == "");
  CHECK(schema.problem(feeds_json({{}, {}, kNow}, {})) == "");
}

TEST_CASE("an update says what was refused and what was kept") {
  FeedLine good{"a.json", feed_of("kev", 0), feed_of("kev", kDay), true, "", 3, {}, {"look here"}};
  good.tally.refused = 7;
  for (int i = 0; i < 7; ++i)
    good.tally.refusals.push_back({"record " + std::to_string(i), "is \x1b"});
  FeedLine bad{"b.json", {}, feed_of("old", kDay), false, "it holds no advisories", 0, {}, {}};
  const FeedsUpdateView view{{good, bad}, kNow, 3};
  const std::string text = feeds_updated(view, {}, false);
  CHECK(text.contains("look here"));
  CHECK(text.contains("record 4"));
  CHECK_FALSE(text.contains("record 5"));
  CHECK(text.contains("and 2 more"));
  CHECK(text.contains("it holds no advisories"));
  CHECK(text.contains("old, 1404 entries"));
  CHECK(text.contains("1 feed updated · 1 not updated · exit 3"));
  CHECK_FALSE(text.contains('\x1b'));
  CHECK(feeds_updated(view, {}, true).contains("record 6"));
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/feeds-update-1.schema.json");
  CHECK(schema.problem(feeds_updated_json(view, {})) == "");
}

}  // namespace
}  // namespace bartizan::report
