// Overview: the counts beside the names of pages.
#include <algorithm>
#include <array>

#include "assure/api.h"
#include "base/json_write.h"
#include "protect/api.h"
#include "report/clock.h"
#include "run/watch.h"
#include "server/estate_view.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "store/advisories.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

Response summary(const Call& call) {
  store::Store& store = call.context.store;
  const base::Millis now = call.context.now();
  const auto known = call.context.estate.look();
  const auto index = store::open_advisories(store::feeds_folder(store.place()));
  if (!known || !index) return internal_problem();
  const Estate& estate = **known;
  std::uint64_t open = 0;
  for (const Estate::FindingAt& at : estate.findings) {
    open += estate.files[at.file]->findings[at.finding].accepted ? 0U : 1U;
  }
  const auto overdue = std::ranges::count_if(
      *estate.cases, [&](const record::Case& one) { return report::is_overdue(one, now); });
  const auto stale = std::ranges::count_if((*index)->feeds(), [&](const record::Feed& feed) {
    return assure::feeds::age_of(feed, now).stale;
  });
  const auto places = store.watch().places();
  const auto history = store.posture().posture_history();
  if (!places || !history) return internal_problem();
  const protect::EffectivePosture posture = protect::effective(*history, now);
  const auto due = std::ranges::count_if(*places, [&](const record::Watched& place) {
    return run::standing(place, posture, now).is_due;
  });
  base::JsonWriter out;
  out.begin_object();
  out.field("systems", estate.systems.size()).field("artifacts", estate.files.size());
  out.field("findings_open", open).field("overdue", overdue).field("feeds_stale", stale);
  out.field("watched_due", due);
  time_field(out, "as_of", estate.as_of);
  out.end_object();
  return json(out);
}

constexpr std::array kSummaryFields{
    Field{.name = "systems", .type = Type::integer, .required = true},
    Field{.name = "artifacts", .type = Type::integer, .required = true},
    Field{.name = "findings_open", .type = Type::integer, .required = true},
    Field{.name = "overdue", .type = Type::integer, .required = true},
    Field{.name = "feeds_stale", .type = Type::integer, .required = true},
    Field{.name = "watched_due", .type = Type::integer, .required = true},
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
