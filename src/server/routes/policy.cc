// Policy: the register of policies and the answers to what people ask.
#include <array>

#include "base/json_write.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "share/api.h"

namespace bartizan::server {
namespace {

void write_strings(base::JsonWriter& out, std::string_view key,
                   const std::vector<std::string>& values) {
  out.key(key).begin_array();
  for (const std::string& value : values) out.value(value);
  out.end_array();
}

void write_day(base::JsonWriter& out, std::string_view key, std::string_view day) {
  out.key(key);
  if (day.empty()) {
    out.null();
  } else {
    out.value(day);
  }
}

Response list_policies(const Call& call) {
  const std::string day =
      base::format_date(call.time("at").value_or(call.time("as_of").value_or(call.context.now())));
  const std::string_view wanted = call.text_or("status", "");
  List list(call);
  for (const share::PolicyEntry& entry : share::policies()) {
    const share::PolicyStatus status = share::status_at(entry, day);
    if (!wanted.empty() && share::name(status) != wanted) continue;
    if (!list.wanted(entry.id + ' ' + entry.title + ' ' + entry.issuer)) continue;
    base::JsonWriter& out = list.item();
    out.field("id", entry.id).field("title", entry.title).field("issuer", entry.issuer);
    out.field("kind", entry.kind).field("status", share::name(status));
    out.field("status_text", share::words(status));
    write_day(out, "status_since", share::status_since(entry, day));
    write_day(out, "issued", entry.issued);
    write_day(out, "from", entry.from);
    write_day(out, "to", entry.to);
    write_strings(out, "superseded_by", entry.successors);
    write_strings(out, "ended_by", entry.ended_by);
    write_strings(out, "supersedes", entry.supersedes);
    out.field("anchor", entry.anchor);
    out.field("historical_basis", share::has_historical_basis(entry, day));
    out.key("dates").begin_array();
    for (const share::PolicyDate& date : entry.dates) {
      out.begin_object().field("date", date.date).field("what", date.what).end_object();
    }
    out.end_array();
    out.field("note", entry.note).field("source", entry.source);
    out.field("verified", entry.verified).field("checked", entry.checked);
    write_day(out, "check_by", entry.check_by);
    out.field("overdue_check", share::is_check_due(entry, day));
    list.end_item();
  }
  return list.finish();
}

Response list_changes(const Call& call) {
  const std::string until = base::format_date(call.context.now());
  const std::string since = base::format_date(*call.time("since"));
  List list(call);
  for (const share::PolicyChange& change : share::policy_changes(since, until)) {
    if (!list.wanted(change.entry->id + ' ' + change.entry->title)) continue;
    list.item()
        .field("date", change.date)
        .field("id", change.entry->id)
        .field("title", change.entry->title)
        .field("what", change.what);
    list.end_item();
  }
  return list.finish();
}

Response list_questions(const Call& call) {
  // ?q= is that, too: questions are found by any of their words.
  const std::string_view words = call.text_or("words", call.text_or("q", ""));
  List list(call);
  const auto write = [&](const share::Question& question) {
    base::JsonWriter& out = list.item();
    out.field("id", question.id).field("group", question.group).field("ask", question.ask);
    out.field("answer", question.answer);
    write_strings(out, "commands", question.commands);
    write_strings(out, "policies", question.policies);
    list.end_item();
  };
  if (words.empty()) {
    for (const share::Question& question : share::questions()) write(question);
  } else {
    for (const share::Question* question : share::questions_about(words)) write(*question);
  }
  return list.finish();
}

constexpr std::string_view kStatuses =
    "not-yet|draft|in-force|lapsed|superseded|rescinded|historical|unknown";
constexpr std::array kName{Field{.name = "id"}};
constexpr std::array kDateFields{Field{.name = "date", .required = true},
                                 Field{.name = "what", .required = true}};
constexpr Schema kDate{.name = "PolicyDate", .fields = kDateFields};
constexpr std::array kPolicyFields{
    Field{.name = "id", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "issuer", .required = true},
    Field{.name = "kind", .required = true},
    Field{.name = "status", .type = Type::word, .words = kStatuses, .required = true},
    Field{.name = "status_text", .required = true},
    Field{.name = "status_since", .required = true, .nullable = true},
    Field{.name = "issued", .required = true, .nullable = true},
    Field{.name = "from", .required = true, .nullable = true},
    Field{.name = "to",
          .summary = "the first day that it does not hold",
          .required = true,
          .nullable = true},
    Field{.name = "superseded_by", .type = Type::list, .required = true, .fields = kName},
    Field{.name = "ended_by", .type = Type::list, .required = true, .fields = kName},
    Field{.name = "supersedes", .type = Type::list, .required = true, .fields = kName},
    Field{.name = "anchor", .type = Type::boolean, .required = true},
    Field{.name = "historical_basis", .type = Type::boolean, .required = true},
    Field{.name = "dates", .type = Type::list, .required = true, .schema = &kDate},
    Field{.name = "note", .required = true},
    Field{.name = "source", .required = true},
    Field{
        .name = "verified", .type = Type::word, .words = "primary|secondary|no", .required = true},
    Field{.name = "checked", .required = true},
    Field{.name = "check_by", .required = true, .nullable = true},
    Field{.name = "overdue_check", .type = Type::boolean, .required = true}};
constexpr Schema kPolicy{.name = "Policy",
                         .summary = "An order, directive or guidance at a date",
                         .fields = kPolicyFields};
constexpr std::array kChangeFields{
    Field{.name = "date", .required = true}, Field{.name = "id", .required = true},
    Field{.name = "title", .required = true}, Field{.name = "what", .required = true}};
constexpr Schema kChange{.name = "PolicyChange", .fields = kChangeFields};
constexpr std::array kQuestionFields{
    Field{.name = "id", .required = true},
    Field{.name = "group", .required = true},
    Field{.name = "ask", .required = true},
    Field{.name = "answer", .required = true},
    Field{.name = "commands", .type = Type::list, .required = true, .fields = kName},
    Field{.name = "policies", .type = Type::list, .required = true, .fields = kName}};
constexpr Schema kQuestion{.name = "Question", .fields = kQuestionFields};

constexpr std::array kPolicyQuery{
    Field{.name = "at", .type = Type::time, .summary = "as of that day; today without it"},
    Field{.name = "as_of", .type = Type::time, .summary = "the same"},
    Field{.name = "status", .type = Type::word, .words = kStatuses}};
constexpr std::array kChangesQuery{Field{.name = "since",
                                         .type = Type::time,
                                         .summary = "what happened after that day",
                                         .required = true}};
constexpr std::array kFaqQuery{
    Field{.name = "words", .summary = "what is looked for", .most = 200}};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/policy",
          .room = "Policy",
          .id = "list_policies",
          .summary = "Orders, memoranda, directives and guidance, and what they are at a date.",
          .query = kPolicyQuery,
          .is_list = true,
          .answer = &kPolicy,
          .handler = list_policies},
    Route{.pattern = "/api/v1/policy/changes",
          .room = "Policy",
          .id = "list_policy_changes",
          .summary = "What changed in the register since a day, oldest first.",
          .query = kChangesQuery,
          .is_list = true,
          .answer = &kChange,
          .handler = list_changes},
    Route{.pattern = "/api/v1/faq",
          .room = "Policy",
          .id = "list_questions",
          .summary = "What people ask, and answers.",
          .query = kFaqQuery,
          .is_list = true,
          .answer = &kQuestion,
          .handler = list_questions}};

}  // namespace

std::span<const Route> policy_routes() { return kRoutes; }

}  // namespace bartizan::server
