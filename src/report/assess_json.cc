// The machine forms of assessments: JSON and CSV.
#include <algorithm>

#include "base/escape.h"
#include "record/evidence_json.h"
#include "report/assess.h"
#include "report/assess_parts.h"
#include "report/csv.h"
#include "report/systems_table.h"

namespace bartizan::report {
namespace {

using assure::assess::Framework;
using assure::assess::Judged;
using base::JsonWriter;
using namespace assess_parts;

void write_head(JsonWriter& out, const Framework& framework) {
  out.field("id", framework.id)
      .field("title", framework.title)
      .field("edition", framework.version)
      .field("publisher", framework.publisher)
      .field("issued", framework.issued)
      .field("verified", name(framework.verified))
      .field("source", framework.source)
      .field("checked", framework.checked)
      .field("subject", name(framework.per))
      .field("assessed", framework.assessed())
      .field("requirements", framework.requirements.size());
}

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const std::string& text : texts) out.value(base::encode_text(text));
  out.end_array();
}

// Ids of evidence: of many, the first, and how many there are.
void write_ids(JsonWriter& out, const std::vector<std::string>& ids, std::size_t most) {
  const std::size_t shown = most == 0 ? ids.size() : std::min(ids.size(), most);
  out.key("evidence").begin_array();
  for (std::size_t i = 0; i < shown; ++i) out.value(ids[i]);
  out.end_array();
  if (shown < ids.size()) out.field("evidence_count", ids.size());
}

void write_answer(JsonWriter& out, const Judged& judged) {
  out.key("answer");
  if (!judged.answer) {
    out.null();
    return;
  }
  const record::Answer& answer = judged.answer->answer;
  out.begin_object()
      .field("id", answer.id)
      .field("status", record::name(answer.status))
      .field("by", base::encode_text(answer.by))
      .field("at", base::format_utc(answer.at))
      .field("expires", base::format_utc(answer.expires))
      .field("reason", base::encode_text(answer.reason))
      .field("attachment", base::encode_text(answer.attachment))
      .field("attachment_bytes", answer.attachment_size)
      .field("attachment_sha256", answer.attachment_sha256)
      .field("stands", judged.answer->stands)
      .field("fallen", base::encode_text(judged.answer->fallen))
      .end_object();
}

void write_requirement(JsonWriter& out, const AssessView& view, const Judged& judged,
                       std::size_t most) {
  const assure::assess::Requirement& requirement = *judged.requirement;
  out.field("id", requirement.id)
      .field("title", requirement.title)
      .field("text", requirement.text)
      .field("group", requirement.group)
      .field("verified", name(requirement.verified))
      .field("proof", name(requirement.proof))
      .field("question", requirement.question)
      .field("remedy", requirement.remedy)
      .field("level", requirement.level)
      .field("status", record::name(judged.status))
      .field("why", base::encode_text(judged.why));
  write_time(out, "expires", judged.expires);
  out.key("automatic").begin_object().field("status", record::name(judged.automatic)).end_object();
  write_answer(out, judged);
  out.key("systems");
  if (judged.systems) {
    out.begin_object();
    write_rollup_members(out, *judged.systems);
    out.end_object();
  } else {
    out.null();
  }
  out.key("checks").begin_array();
  for (const auto& checked : judged.checks) {
    out.begin_object()
        .field("id", checked.id)
        .field("title", check_title(checked.id))
        .field("result", assure::assess::name(checked.outcome.holds))
        .field("why", base::encode_text(checked.outcome.why));
    write_texts(out, "against", checked.outcome.against);
    write_ids(out, checked.outcome.evidence, most);
    write_time(out, "expires", checked.outcome.expires);
    out.end_object();
  }
  out.end_array();
  write_ids(out, judged.evidence, most);
  out.key("efforts").begin_array();
  for (const int effort : requirement.efforts) out.value(effort);
  out.end_array().key("crosswalk").begin_array();
  for (const auto& other : requirement.crosswalk) {
    out.begin_object()
        .field("framework", other.framework)
        .field("id", other.requirement)
        .field("relation", name(other.relation))
        .field("verified", name(other.verified))
        .end_object();
  }
  const auto planned = std::ranges::count_if(view.actions, [&](const record::Action& action) {
    return action.requirement == requirement.id && action.state == record::ActionState::open;
  });
  out.end_array().field("actions", planned);
}

void write_start(JsonWriter& out, const AssessView& view, std::string_view schema,
                 bool reproducible) {
  out.begin_object().field("schema", schema);
  if (!reproducible) out.field("as_of", base::format_utc(view.now()));
  out.key("system");
  if (view.system.empty() && view.system_name.empty()) {
    out.null();
  } else {
    out.begin_object()
        .field("id", base::encode_text(view.system))
        .field("name", base::encode_text(view.system_name))
        .end_object();
  }
  out.key("framework").begin_object();
  write_head(out, view.framework());
  out.field("note", view.framework().note).end_object();
}

// With what follows from the time of asking.
void write_piece(JsonWriter& out, const AssessView& view, const record::Evidence& piece) {
  constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
  out.begin_object()
      .field("age_days", std::max<base::Millis>(view.now() - piece.at, 0) / kDay)
      .field("expired", piece.expired(view.now()));
  record::write_members(out, piece);
  out.end_object();
}

}  // namespace

std::string assess_json(const AssessView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  write_start(out, view, "bartizan.assess/1", options.reproducible);
  out.key("totals");
  write_totals(out, view.assessed->totals);
  out.key("stale");
  write_fresh(out, view.fresh, options.reproducible);
  out.key("groups").begin_array();
  for (const auto& group : view.framework().groups) {
    out.begin_object()
        .field("id", group.id)
        .field("title", group.title)
        .field("parent", group.parent)
        .field("text", group.text)
        .end_object();
  }
  out.end_array().key("requirements").begin_array();
  for (const Judged& judged : view.assessed->requirements) {
    out.begin_object();
    write_requirement(out, view, judged, options.most);
    out.end_object();
  }
  out.end_array().key("changes").begin_array();
  for (const auto& change : view.changes) {
    out.begin_object()
        .field("requirement", change.requirement)
        .field("before", record::name(change.before))
        .field("after", record::name(change.after))
        .field("since", base::format_utc(change.since))
        .field("why", base::encode_text(change.why))
        .field("answer_fell", change.answer_fell)
        .end_object();
  }
  out.end_array().field("notice", kNotEndorsed).end_object();
  return out.take() + "\n";
}

std::string assess_requirement_json(const AssessView& view, const Judged& judged,
                                    std::span<const record::Standing> history,
                                    const MachineOptions& options) {
  JsonWriter out(options.pretty);
  write_start(out, view, "bartizan.assess-requirement/1", options.reproducible);
  out.key("stale");
  write_fresh(out, view.fresh, options.reproducible);
  out.key("requirement").begin_object();
  write_requirement(out, view, judged, options.most);
  out.end_object().key("evidence").begin_array();
  for (const record::Evidence* piece : pieces_of(view, judged, options.most)) {
    write_piece(out, view, *piece);
  }
  out.end_array();
  write_texts(out, "would_change", judged.would_change);
  out.key("actions").begin_array();
  for (const record::Action& action : view.actions) {
    if (action.requirement == judged.requirement->id) record::write(out, action);
  }
  out.end_array().key("history").begin_array();
  for (const record::Standing& standing : history) {
    out.begin_object()
        .field("at", base::format_utc(standing.at))
        .field("status", record::name(standing.status))
        .field("why", base::encode_text(standing.why))
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string assess_trend_json(const AssessView& view,
                              std::span<const assure::assess::TrendPoint> points,
                              const MachineOptions& options) {
  JsonWriter out(options.pretty);
  write_start(out, view, "bartizan.assess-trend/1", options.reproducible);
  out.key("trend").begin_array();
  for (const auto& point : points) {
    out.begin_object().field("at", base::format_utc(point.at)).key("totals");
    write_totals(out, point.totals);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string frameworks_json(std::span<const FrameworkLine> lines, const Freshness& fresh,
                            base::Millis now, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.assessments/1");
  if (!options.reproducible) out.field("as_of", base::format_utc(now));
  out.key("stale");
  write_fresh(out, fresh, options.reproducible);
  out.key("frameworks").begin_array();
  for (const FrameworkLine& line : lines) {
    out.begin_object();
    write_head(out, *line.framework);
    out.field("stale_answers", line.stale_answers).key("totals");
    write_totals(out, line.totals);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string assess_csv(const AssessView& view) {
  std::string out;
  csv_row(out,
          {"framework", "requirement", "group", "title", "system", "status", "automatic", "why",
           "expires", "answered_by", "answered", "answer", "answer_expires", "answer_stands",
           "attachment", "attachment_bytes", "attachment_sha256", "evidence", "as_of"});
  // Not as people read it: csv_row escapes once.
  const std::string about = view.system.empty() && view.system_name.empty() ? view.about()
                            : view.system_name.empty()                      ? view.system
                                                                            : view.system_name;
  for (const Judged& judged : view.assessed->requirements) {
    std::string evidence;
    for (const std::string& id : judged.evidence) evidence += (evidence.empty() ? "" : " ") + id;
    const record::Answer* answer = judged.answer ? &judged.answer->answer : nullptr;
    const bool attached = answer != nullptr && !answer->attachment_sha256.empty();
    const auto time = [](base::Millis at) { return at == 0 ? "" : base::format_utc(at); };
    csv_row(out,
            {view.framework().id, judged.requirement->id,
             group_title(view.framework(), judged.requirement->group), judged.requirement->title,
             about, std::string(record::name(judged.status)),
             std::string(record::name(judged.automatic)), judged.why, time(judged.expires),
             answer == nullptr ? "" : answer->by, answer == nullptr ? "" : time(answer->at),
             answer == nullptr ? "" : std::string(record::name(answer->status)),
             answer == nullptr ? "" : time(answer->expires),
             answer == nullptr ? "" : (judged.answer->stands ? "yes" : "no"),
             attached ? answer->attachment : "",
             attached ? std::to_string(answer->attachment_size) : "",
             attached ? answer->attachment_sha256 : "", evidence, base::format_utc(view.now())});
  }
  return out;
}

}  // namespace bartizan::report
