// Trends: how the totals of a framework went, from how its requirements stood when they were
// judged, and how many findings were open, from every sighting that is kept.
#include <array>

#include "assure/api.h"
#include "base/json_write.h"
#include "run/evidence.h"
#include "server/finding_trend.h"
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

constexpr std::int64_t kDays = 90;

Response show_finding_trend(const Call& call) {
  const auto trend =
      call.context.finding_trend.look(static_cast<std::size_t>(call.integer_or("days", kDays)));
  if (!trend) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("days").begin_array();
  const auto number = [&](std::string_view key, const std::optional<std::uint64_t>& value) {
    out.key(key);
    value ? out.value(*value) : out.null();
  };
  for (const TrendDay& day : trend->days) {
    out.begin_object();
    time_field(out, "at", day.at);
    out.key("open").begin_object();
    std::uint64_t total = 0;
    for (std::size_t i = kSeverities; i-- > 0;) {
      out.field(record::name(static_cast<record::Severity>(i)), day.open[i]);
      total += day.open[i];
    }
    out.end_object().field("total", total);
    number("new", day.opened);
    number("closed", day.closed);
    number("accepted", day.accepted);
    out.end_object();
  }
  out.end_array();
  time_field(out, "from", trend->from);
  out.key("why");
  trend->from == 0 ? out.null() : out.value(trend->is_cut ? "older-let-go" : "first-scan");
  time_field(out, "as_of", trend->as_of);
  out.end_object();
  return json(out);
}

constexpr std::array kOpenFields{Field{.name = "critical", .type = Type::integer, .required = true},
                                 Field{.name = "high", .type = Type::integer, .required = true},
                                 Field{.name = "medium", .type = Type::integer, .required = true},
                                 Field{.name = "low", .type = Type::integer, .required = true},
                                 Field{.name = "info", .type = Type::integer, .required = true}};
constexpr Schema kOpen{.name = "OpenFindings", .fields = kOpenFields};
constexpr std::array kDayFields{
    Field{.name = "at",
          .type = Type::time,
          .summary = "its start, UTC",
          .required = true,
          .nullable = true},
    Field{.name = "open",
          .type = Type::object,
          .summary = "at its end, or now",
          .required = true,
          .schema = &kOpen},
    Field{.name = "total", .type = Type::integer, .required = true},
    Field{.name = "new",
          .type = Type::integer,
          .summary = "seen first, or open again; null where a part of the day is not known",
          .required = true,
          .nullable = true},
    Field{.name = "closed",
          .type = Type::integer,
          .summary = "seen no more, or accepted",
          .required = true,
          .nullable = true},
    Field{.name = "accepted",
          .type = Type::integer,
          .summary = "of the closed ones",
          .required = true,
          .nullable = true}};
constexpr Schema kDay{.name = "FindingDay", .fields = kDayFields};
constexpr std::array kFindingTrendFields{
    Field{.name = "days",
          .type = Type::list,
          .summary = "without a gap, the last one today",
          .required = true,
          .schema = &kDay},
    Field{.name = "from",
          .type = Type::time,
          .summary = "what the store knows begins here",
          .required = true,
          .nullable = true},
    Field{.name = "why",
          .type = Type::word,
          .summary = "it begins there",
          .words = "first-scan|older-let-go",
          .required = true,
          .nullable = true},
    Field{.name = "as_of", .type = Type::time, .required = true, .nullable = true}};
constexpr Schema kFindingTrend{
    .name = "FindingTrend", .summary = "Open findings, day by day", .fields = kFindingTrendFields};
constexpr std::array kDaysQuery{Field{.name = "days",
                                      .type = Type::integer,
                                      .summary = "90 where none are named",
                                      .least = 1,
                                      .most = 366}};

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
          .handler = show_trend},
    Route{.pattern = "/api/v1/findings/trend",
          .room = "Findings",
          .id = "show_finding_trend",
          .summary = "How many findings were open at the end of each day, and what became of them.",
          .query = kDaysQuery,
          .answer = &kFindingTrend,
          .handler = show_finding_trend}};

}  // namespace

std::span<const Route> trend_routes() { return kRoutes; }

}  // namespace bartizan::server
