// Vulnerabilities: what must be fixed by when, each case whole, a calendar, and how old feeds are.
#include <algorithm>
#include <array>
#include <map>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "run/cases.h"
#include "server/estate_view.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "store/advisories.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

// How near its date a case is: the columns of the page.
std::string_view band_of(const record::Case& known, base::Millis now) {
  if (report::is_closed(known)) return "closed";
  if (known.state == record::CaseState::accepted) return "accepted";
  if (known.due == 0) return "upgrade";
  if (known.due <= now) return "overdue";
  if (known.due <= now + 3 * kDay) return "3";
  return known.due <= now + 14 * kDay ? "14" : "60";
}

void write_inputs(base::JsonWriter& out, const record::Case& known) {
  out.key("inputs").begin_array();
  if (const auto decision = assure::decide::decision_of(known)) {
    for (const assure::decide::Input& input : decision->inputs) {
      out.begin_object().field("name", input.key).field("value", input.value);
      out.field("why", input.assumed ? input.why : input.source);
      out.field("assumed", input.assumed).field("verified", !input.assumed).end_object();
    }
  }
  out.end_array();
}

void write_case(base::JsonWriter& out, const record::Case& known, base::Millis now) {
  out.field("case", known.id).key("system").begin_object();
  out.field("id", base::escape_name(known.system));
  out.field("name", base::escape_name(known.system_name)).end_object();
  out.field("component", base::escape_name(assure::decide::component_title(known.component)));
  out.field("component_key", base::escape_name(known.component));
  out.field("advisory", base::escape_name(known.advisory));
  out.field("summary", base::encode_text(known.summary));
  out.field("outcome", known.outcome).field("forensic", known.forensic);
  out.field("band", band_of(known, now));
  time_field(out, "due", known.due);
  time_field(out, "start", known.start);
  out.field("state", record::name(known.state));
  time_field(out, "until", known.until);
  out.field("fixed_in", base::escape_name(known.fixed_in)).field("table", known.table);
  write_inputs(out, known);
  time_field(out, "kev", known.kev_added);
  time_field(out, "first_seen", known.first_seen);
}

Response list_clocks(const Call& call) {
  const auto known = call.context.estate.look();
  if (!known) return internal_problem();
  const base::Millis now = call.context.now();
  const std::string_view system = call.text_or("system", "");
  const std::string_view band = call.text_or("band", "");
  const std::string_view state = call.text_or("state", "");
  const bool searched = call.text("q").has_value();
  List list(call);
  std::map<std::string, std::uint64_t, std::less<>> bands;
  for (const record::Case& one : *(*known)->cases) {
    if (!system.empty() && one.system != system) continue;
    const std::string_view here = band_of(one, now);
    const auto at = bands.find(here);
    ++(at == bands.end() ? bands.emplace(here, 0).first : at)->second;
    if (band.empty() ? state.empty() && here == "closed" : here != band) continue;
    if (!state.empty() && record::name(one.state) != state) continue;
    if (searched && !list.wanted(one.advisory + ' ' + one.component + ' ' + one.system_name))
      continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    write_case(list.item(), one, now);
    list.end_item();
  }
  list.set_facet("band", std::map<std::string, std::uint64_t>(bands.begin(), bands.end()));
  return list.finish();
}

// The statement that counts about the case.
void write_vex(base::JsonWriter& out, const record::Case& known,
               const std::vector<record::VexStatement>& statements) {
  out.key("vex");
  const record::VexStatement* word = run::vex_word_on(known, statements);
  if (word == nullptr) {
    out.null();
    return;
  }
  out.begin_object().field("id", word->id).field("status", record::name(word->status));
  out.field("justification", base::encode_text(word->justification));
  out.field("impact", base::encode_text(word->impact));
  out.field("action", base::encode_text(word->action));
  out.field("by", base::encode_text(word->author));
  time_field(out, "at", word->at);
  out.field("source", base::encode_text(word->source)).end_object();
}

Response show_case(const Call& call) {
  const auto estate = call.context.estate.look();
  if (!estate) return internal_problem();
  const auto at = (*estate)->case_of->find(call.path("id"));
  if (at == (*estate)->case_of->end()) return not_found("such case");
  const record::Case* known = &(*(*estate)->cases)[at->second];
  auto history = call.context.store.cases().history(known->id);
  const auto statements = call.context.store.cases().vex();
  if (!history || !statements) return internal_problem();
  const base::Millis now = call.context.now();
  base::JsonWriter out;
  out.begin_object();
  write_case(out, *known, now);
  out.key("history").begin_array();
  for (const record::CaseChange& change : *history) {
    out.begin_object();
    time_field(out, "at", change.at);
    out.field("by", base::encode_text(change.by)).field("what", change.what);
    out.field("before", base::encode_text(change.before));
    out.field("after", base::encode_text(change.after));
    out.field("reason", base::encode_text(change.reason)).end_object();
  }
  out.end_array().key("steps").begin_array();
  for (const report::ClockStep& step :
       report::clock_line(*known, std::move(*history), {}, now).steps) {
    out.begin_object().field("what", step.step.what).field("done", step.done);
    out.field("by", base::encode_text(step.by));
    time_field(out, "at", step.at);
    out.end_object();
  }
  out.end_array();
  write_vex(out, *known, *statements);
  time_field(out, "as_of", now);
  out.end_object();
  return json(out);
}

Response calendar(const Call& call) {
  const auto estate = call.context.estate.look();
  if (!estate) return internal_problem();
  const std::string_view system = call.text_or("system", "");
  std::vector<report::ClockLine> lines;
  for (const record::Case& known : *(*estate)->cases) {
    if (report::is_closed(known) || (!system.empty() && known.system != system)) continue;
    lines.push_back(report::clock_line(known, {}, {}, call.context.now()));
  }
  report::sort_by_urgency(lines, call.context.now());
  report::ClockView view;
  view.lines = lines;
  view.now = call.context.now();
  Response response;
  response.content_type = "text/calendar; charset=utf-8";
  response.body = report::clock_ics(view, false);
  return response;
}

Response list_feeds(const Call& call) {
  const auto index = store::open_advisories(store::feeds_folder(call.context.store.place()));
  if (!index) return internal_problem();
  const base::Millis now = call.context.now();
  List list(call);
  for (const record::Feed& feed : (*index)->feeds()) {
    if (!list.wanted(feed.id + ' ' + feed.source)) continue;
    const assure::feeds::Age age = assure::feeds::age_of(feed, now);
    base::JsonWriter& out = list.item();
    out.field("name", base::escape_name(feed.id)).field("kind", record::name(feed.kind));
    out.field("source", base::escape_name(feed.source)).field("sha256", feed.sha256);
    time_field(out, "at", feed.imported);
    time_field(out, "data_date", feed.data_date);
    out.field("count", feed.records).field("age_days", age.days).field("stale", age.stale);
    out.field("why", age.sentence);
    list.end_item();
  }
  return list.finish();
}

constexpr std::string_view kBands = "overdue|3|14|60|upgrade|accepted|closed";
constexpr std::string_view kStates = "open|investigating|fixed|not-affected|accepted";
constexpr std::array kNamed{Field{.name = "id", .required = true},
                            Field{.name = "name", .required = true}};
constexpr Schema kSystem{.name = "SystemName", .fields = kNamed};
constexpr std::array kInputFields{
    Field{.name = "name", .required = true}, Field{.name = "value", .required = true},
    Field{.name = "why", .required = true},
    Field{.name = "assumed", .type = Type::boolean, .required = true},
    Field{.name = "verified", .type = Type::boolean, .required = true}};
constexpr Schema kInput{.name = "DecisionInput", .fields = kInputFields};
constexpr std::array kClockFields{
    Field{.name = "case", .type = Type::id, .required = true},
    Field{.name = "system", .type = Type::object, .required = true, .schema = &kSystem},
    Field{.name = "component", .required = true},
    Field{.name = "component_key", .summary = "its package URL where it has one", .required = true},
    Field{.name = "advisory", .required = true},
    Field{.name = "summary", .required = true},
    Field{.name = "outcome", .required = true},
    Field{.name = "forensic", .type = Type::boolean, .required = true},
    Field{.name = "band", .type = Type::word, .words = kBands, .required = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "start", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "state", .type = Type::word, .words = kStates, .required = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "fixed_in", .required = true},
    Field{.name = "table", .required = true},
    Field{.name = "inputs", .type = Type::list, .required = true, .schema = &kInput},
    Field{.name = "kev", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "first_seen", .type = Type::time, .required = true, .nullable = true}};
constexpr Schema kClock{
    .name = "Clock", .summary = "A weakness of a system and its date", .fields = kClockFields};
constexpr std::array kFeedFields{
    Field{.name = "name", .required = true},
    Field{.name = "kind", .required = true},
    Field{.name = "source", .required = true},
    Field{.name = "sha256", .required = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "data_date", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "count", .type = Type::integer, .required = true},
    Field{.name = "age_days", .type = Type::integer, .required = true},
    Field{.name = "stale", .type = Type::boolean, .required = true},
    Field{.name = "why", .required = true}};
constexpr Schema kFeed{
    .name = "Feed", .summary = "Advisories that were imported", .fields = kFeedFields};
constexpr std::array kClocksQuery{
    Field{.name = "system", .summary = "its id", .least = 1, .most = 200},
    Field{.name = "band", .type = Type::word, .words = kBands},
    Field{.name = "state", .type = Type::word, .words = kStates}};
constexpr std::array kSystemQuery{
    Field{.name = "system", .summary = "its id", .least = 1, .most = 200}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{
        .pattern = "/api/v1/clocks",
        .room = "Vulnerabilities",
        .id = "list_clocks",
        .summary = "What must be fixed by when, most urgent first; closed cases by band or state.",
        .query = kClocksQuery,
        .is_list = true,
        .answer = &kClock,
        .handler = list_clocks},
    Route{.pattern = "/api/v1/clocks.ics",
          .room = "Vulnerabilities",
          .id = "calendar",
          .summary = "The same as a calendar.",
          .query = kSystemQuery,
          .content_type = "text/calendar",
          .handler = calendar},
    Route{.pattern = "/api/v1/cases/{id}",
          .room = "Vulnerabilities",
          .id = "show_case",
          .summary = "One case with its inputs, steps and history.",
          .refusals = kMissing,
          .handler = show_case},
    Route{.pattern = "/api/v1/feeds",
          .room = "Vulnerabilities",
          .id = "list_feeds",
          .summary = "Where advisories come from, and how old they are.",
          .is_list = true,
          .answer = &kFeed,
          .handler = list_feeds}};

}  // namespace

std::span<const Route> vulnerability_routes() { return kRoutes; }

}  // namespace bartizan::server
