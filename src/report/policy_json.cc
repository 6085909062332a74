// The register and the questions as JSON.
#include "base/json_write.h"
#include "report/policy.h"

namespace bartizan::report {
namespace {

using base::JsonWriter;
using share::PolicyEntry;

void day_field(JsonWriter& out, std::string_view name, std::string_view day) {
  out.key(name);
  if (day.empty()) {
    out.null();
  } else {
    out.value(day);
  }
}

void list_field(JsonWriter& out, std::string_view name, const std::vector<std::string>& list) {
  out.key(name).begin_array();
  for (const std::string& one : list) out.value(one);
  out.end_array();
}

void write_entry(JsonWriter& out, const PolicyEntry& entry, std::string_view day,
                 std::string_view latest) {
  out.begin_object()
      .field("id", entry.id)
      .field("title", entry.title)
      .field("issuer", entry.issuer)
      .field("kind", entry.kind)
      .field("status", share::name(share::status_at(entry, day)));
  day_field(out, "since", share::status_since(entry, day));
  day_field(out, "draft", entry.draft);
  day_field(out, "issued", entry.issued);
  day_field(out, "from", entry.from);
  day_field(out, "to", entry.to);
  out.key("gaps").begin_array();
  for (const share::PolicyGap& gap : entry.gaps) {
    out.begin_object().field("from", gap.from).field("to", gap.to).end_object();
  }
  out.end_array();
  list_field(out, "aliases", entry.aliases);
  list_field(out, "ended_by", entry.ended_by);
  list_field(out, "superseded_by", entry.successors);
  list_field(out, "supersedes", entry.supersedes);
  list_field(out, "amends", entry.amends);
  list_field(out, "amended_by", entry.amended_by);
  list_field(out, "basis", entry.basis);
  out.field("historical_basis", share::has_historical_basis(entry, day))
      .field("anchor", entry.anchor)
      .field("note", entry.note)
      .key("dates")
      .begin_array();
  for (const share::PolicyDate& date : entry.dates) {
    out.begin_object()
        .field("date", date.date)
        .field("what", date.what)
        .field("past", date.date <= day)
        .end_object();
  }
  out.end_array()
      .field("source", entry.source)
      .field("verified", entry.verified)
      .field("checked", entry.checked)
      .field("check_by", entry.check_by)
      .field("overdue_check", share::is_check_due(entry, latest))
      .end_object();
}

void write_changes(JsonWriter& out, std::string_view name,
                   const std::vector<share::PolicyChange>& changes) {
  out.key(name).begin_array();
  for (const share::PolicyChange& change : changes) {
    out.begin_object()
        .field("date", change.date)
        .field("id", change.entry->id)
        .field("title", change.entry->title)
        .field("what", change.what)
        .end_object();
  }
  out.end_array();
}

}  // namespace

std::string policy_json(const PolicyView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  const std::string& latest = std::max(view.as_of, view.today);
  out.begin_object().field("schema", "bartizan.policy/1").field("as_of", view.as_of);
  out.key("items").begin_array();
  std::size_t due = 0;
  for (const PolicyEntry& entry : view.entries) {
    write_entry(out, entry, view.as_of, latest);
    due += share::is_check_due(entry, latest) ? 1U : 0U;
  }
  out.end_array().field("overdue_checks", due);
  write_changes(out, "dates_to_come", share::dates_to_come(view.as_of));
  if (!view.since.empty()) {
    out.field("since", view.since);
    write_changes(out, "changes", share::policy_changes(view.since, view.as_of));
  }
  out.end_object();
  return out.take() + "\n";
}

std::string faq_json(std::span<const share::Question* const> questions,
                     const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.faq/1").key("items").begin_array();
  for (const share::Question* const question : questions) {
    out.begin_object()
        .field("id", question->id)
        .field("group", question->group)
        .field("question", question->ask)
        .field("answer", question->answer);
    list_field(out, "commands", question->commands);
    list_field(out, "policies", question->policies);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
