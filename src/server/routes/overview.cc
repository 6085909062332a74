// Overview: the counts beside the names of pages.
#include <algorithm>
#include <array>

#include "assure/api.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "run/systems.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "store/advisories.h"

namespace bartizan::server {
namespace {

Response summary(const Call& call) {
  store::Store& store = call.context.store;
  const base::Millis now = call.context.now();
  const auto systems = run::all_systems(store);
  const auto files = store.last_seen("/", true);
  const auto cases = store.cases().cases("");
  const auto index = store::open_advisories(store::feeds_folder(store.place()));
  if (!systems || !files || !cases || !index) return internal_problem();
  std::uint64_t open = 0;
  for (const store::SeenFile& file : *files) {
    open += static_cast<std::uint64_t>(
        std::ranges::count(file.findings, false, &store::SeenFinding::accepted));
  }
  const auto overdue = std::ranges::count_if(
      *cases, [&](const record::Case& known) { return report::is_overdue(known, now); });
  const auto stale = std::ranges::count_if((*index)->feeds(), [&](const record::Feed& feed) {
    return assure::feeds::age_of(feed, now).stale;
  });
  base::JsonWriter out;
  out.begin_object();
  out.field("systems", systems->size()).field("artifacts", files->size());
  out.field("findings_open", open).field("overdue", overdue).field("feeds_stale", stale);
  time_field(out, "as_of", now);
  out.end_object();
  return json(out);
}

constexpr std::array kSummaryFields{
    Field{.name = "systems", .type = Type::integer, .required = true},
    Field{.name = "artifacts", .type = Type::integer, .required = true},
    Field{.name = "findings_open", .type = Type::integer, .required = true},
    Field{.name = "overdue", .type = Type::integer, .required = true},
    Field{.name = "feeds_stale", .type = Type::integer, .required = true},
    Field{.name = "as_of", .type = Type::time, .required = true}};
constexpr Schema kSummary{.name = "Summary", .fields = kSummaryFields};

constexpr std::array kRoutes{Route{.pattern = "/api/v1/summary",
                                   .room = "Overview",
                                   .id = "summary",
                                   .summary = "How much there is of what.",
                                   .answer = &kSummary,
                                   .handler = summary}};

}  // namespace

std::span<const Route> overview_routes() { return kRoutes; }

}  // namespace bartizan::server
