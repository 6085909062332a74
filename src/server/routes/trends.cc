// Trends: how the totals of a framework went, from how its requirements stood when they were
// judged.
#include <array>

#include "assure/api.h"
#include "base/json_write.h"
#include "run/evidence.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

// A chart of more days says no more.
constexpr base::Millis kBack = 366 * run::kDay;

Response show_trend(const Call& call) {
  const std::string_view id = call.text_or("system", "");
  const auto framework = framework_called(call.path("id"), !id.empty());
  if (!framework) return framework.error();
  std::string system;
  if (!id.empty()) {
    const auto known = system_called(call, id, "query");
    if (!known) return known.error();
    system = known->id;
  }
  auto kept = call.context.store.evidence().standings((*framework)->id, "", system,
                                                      call.context.now() - kBack);
  if (!kept) return internal_problem();
  std::erase_if(*kept, [&](const record::Standing& one) { return one.system != system; });
  base::JsonWriter out;
  out.begin_object().key("points").begin_array();
  for (const assure::assess::TrendPoint& point : assure::assess::trend(**framework, *kept)) {
    out.begin_object();
    time_field(out, "at", point.at);
    out.key("totals").begin_object();
    for (std::size_t i = 0; i < record::kStatuses; ++i) {
      const auto status = static_cast<record::Status>(i);
      // As a member of an object, with an underscore.
      out.field(status == record::Status::not_applicable ? "not_applicable" : record::name(status),
                point.totals.of(status));
    }
    out.end_object().end_object();
  }
  out.end_array();
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

constexpr std::array kTotalsFields{
    Field{.name = "met", .type = Type::integer, .required = true},
    Field{.name = "partly", .type = Type::integer, .required = true},
    Field{.name = "unmet", .type = Type::integer, .required = true},
    Field{.name = "unknown", .type = Type::integer, .required = true},
    Field{.name = "not_applicable", .type = Type::integer, .required = true}};
constexpr Schema kTotals{.name = "Totals", .fields = kTotalsFields};
constexpr std::array kPointFields{
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "totals", .type = Type::object, .required = true, .schema = &kTotals}};
constexpr Schema kPoint{.name = "TrendPoint", .fields = kPointFields};
constexpr std::array kTrendFields{
    Field{.name = "points", .type = Type::list, .required = true, .schema = &kPoint},
    Field{.name = "as_of", .type = Type::time, .required = true, .nullable = true}};
constexpr Schema kTrend{
    .name = "Trend", .summary = "Totals of a framework, day by day", .fields = kTrendFields};
constexpr std::array kQuery{Field{
    .name = "system", .summary = "its id; the organisation without it", .least = 1, .most = 200}};
constexpr std::array kNotAssessed{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/frameworks/{id}/trend",
          .room = "Assessments",
          .id = "show_trend",
          .summary = "How the totals of a framework went in the last year.",
          .query = kQuery,
          .answer = &kTrend,
          .refusals = kNotAssessed,
          .handler = show_trend}};

}  // namespace

std::span<const Route> trend_routes() { return kRoutes; }

}  // namespace bartizan::server
