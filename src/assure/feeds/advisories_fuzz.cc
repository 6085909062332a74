// Any bytes as a feed: the parser ends, the parent's half takes every row that it writes, and what
// comes out keeps its bounds. Two workers together say what one says.
#include <algorithm>
#include <set>
#include <string_view>

#include "assure/feeds/rows_test.h"
#include "assure/parse/feed/put.h"
#include "base/escape.h"

namespace {

using namespace bartizan;
using assure::feeds::Collected;

constexpr base::Millis kNow = 1'800'000'000'000;

void check(const Collected& out) {
  BZ_CHECK(out.disbelieved == 0);
  for (const record::Advisory& a : out.advisories) {
    BZ_CHECK(assure::feed::why_refused(a).empty());
    BZ_CHECK(base::is_utf8(a.summary) && a.summary.size() <= record::kMostSummary);
    BZ_CHECK(a.urls.size() <= record::kMostUrls);
    for (const record::Affected& one : a.affected) {
      std::size_t events = 0;
      for (const record::AffectedRange& range : one.ranges) events += range.events.size();
      BZ_CHECK(events <= assure::feed::kMostEvents);
    }
  }
  for (const record::EpssScore& one : out.scores) {
    BZ_CHECK(one.probability >= 0 && one.probability <= 1);
  }
}

std::multiset<std::string> ids(const Collected& out) {
  std::multiset<std::string> all;
  for (const record::Advisory& a : out.advisories) all.insert(a.id);
  for (const record::KevEntry& one : out.kevs) all.insert(one.cve);
  for (const record::EpssScore& one : out.scores) all.insert(one.cve);
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  base::Limits limits;
  limits.steps = 1 << 24;
  limits.decoded = base::kMiB;
  const Collected whole = assure::feeds::collect(text, "part=1/1", kNow, limits);
  check(whole);
  const Collected first = assure::feeds::collect(text, "part=1/2", kNow, limits);
  const Collected second = assure::feeds::collect(text, "part=2/2", kNow, limits);
  check(first);
  check(second);
  std::multiset<std::string> both = ids(first);
  both.merge(ids(second));
  // Where a limit ended the reading, the two halves may have come further.
  const auto all = ids(whole);
  BZ_CHECK(std::includes(both.begin(), both.end(), all.begin(), all.end()));
  return 0;
}
