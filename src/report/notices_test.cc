// What watch and notify say: schemas, hostile names, and a feed that is well formed.
#include "report/notices.h"

#include <doctest/doctest.h>

#include "support/schema_check.h"

namespace bartizan::report {
namespace {

constexpr base::Millis kNow = 1'795'824'000'000;  // 2026-11-28T00:00:00Z
const std::string kHostile = "\x1b[2Jrm\n\xe2\x80\xae\xff<b>,;\\\"&";

WatchedLine line(bool with_problem) {
  WatchedLine line;
  line.place.path = "/srv/" + kHostile;
  line.place.interval = 24 * 3'600'000;
  line.place.by = kHostile;
  line.place.at = kNow - 10'000;
  line.place.looked = with_problem ? kNow - 5000 : 0;
  line.place.result = "as of then";
  line.place.problem = with_problem ? kHostile : "";
  line.place.failing = with_problem ? kNow - 5000 : 0;
  line.interval = with_problem ? 6 * 3'600'000 : line.place.interval;
  line.due = kNow;
  line.is_due = line.is_late = true;
  return line;
}

record::Notice notice(const std::string& text) {
  record::Notice notice;
  notice.id = record::notice_id(record::NoticeKind::finding, text, "");
  notice.subject = notice.title = notice.detail = text;
  notice.page = "artifacts/x";
  notice.at = kNow;
  return notice;
}

TEST_CASE("JSON keeps to its schemas, whatever names hold") {
  const std::string folder = std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/";
  const std::vector lines{line(true), line(false)};
  CHECK(tests::SchemaCheck(folder + "watch-1.schema.json")
            .problem(watched_json({lines, kNow, true}, {})) == "");
  NotifyView view;
  TargetLine target;
  target.target.id = "target_a";
  target.target.name = target.target.address = target.target.problem = kHostile;
  const std::vector targets{target};
  const std::vector notices{notice(kHostile)};
  view.targets = targets;
  view.now = kNow;
  CHECK(tests::SchemaCheck(folder + "notify-1.schema.json").problem(notify_json(view, {})) == "");
  view.notices = notices;
  view.with_notices = true;
  CHECK(tests::SchemaCheck(folder + "notify-1.schema.json").problem(notify_json(view, {})) == "");
}

TEST_CASE("text says as of when, and lets no name draw on the terminal") {
  const std::vector lines{line(true), line(false)};
  const std::string text = watched({lines, kNow, true}, {});
  CHECK(text.find("as of 2026-11-28 00:00 UTC") != std::string::npos);
  CHECK(text.find("never") != std::string::npos);
  CHECK(text.find("6 hours, while the posture is raised; else 1 day") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(watched({{}, kNow, false}, {}).find("bartizan watch add") != std::string::npos);
  NotifyView view;
  const std::vector notices{notice(kHostile)};
  view.notices = notices;
  view.with_notices = true;
  view.now = kNow;
  CHECK(notify(view, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("the feed is escaped, and its ids stay") {
  const std::vector notices{notice(kHostile), notice("plain")};
  const std::string feed = notices_atom(notices, {"https://ai.example.org", "a", kNow});
  CHECK(feed.find("<b>") == std::string::npos);
  CHECK(feed.find('\x1b') == std::string::npos);
  CHECK(feed.find("&lt;b&gt;") != std::string::npos);
  CHECK(feed.find("Not affiliated with or endorsed by CISA or DHS") != std::string::npos);
  CHECK(feed == notices_atom(notices, {"https://ai.example.org", "a", kNow}));
  CHECK(feed != notices_atom(notices, {"https://ai.example.org", "b", kNow}));
  CHECK(notices_atom({}, {"https://ai.example.org", "a", kNow})
            .find("<updated>2026-11-28T00:00:00.000Z</updated>") != std::string::npos);
}

TEST_CASE("intervals read as people say them") {
  CHECK(interval(86'400'000) == "1 day");
  CHECK(interval(7 * 86'400'000LL) == "7 days");
  CHECK(interval(3'600'000) == "1 hour");
  CHECK(interval(90 * 60'000) == "90 minutes");
  CHECK(interval(1) == "1 minute");
}

}  // namespace
}  // namespace bartizan::report
