// OSCAL 1.1.3: assessment results, plan of action and milestones.
#include <algorithm>
#include <map>
#include <set>

#include "base/escape.h"
#include "base/hash.h"
#include "record/evidence_json.h"
#include "report/assess_export.h"
#include "report/assess_parts.h"

namespace bartizan::report {
namespace {

using assure::assess::Judged;
using base::JsonWriter;
using record::Evidence;
using record::Status;
using namespace assess_parts;

constexpr std::string_view kOscal = "1.1.3";
constexpr std::string_view kNamespace = "urn:bartizan:oscal";

// A UUID that follows from what it names, in the form of version 5 (RFC 9562).
std::string uuid(std::string_view kind, std::string_view key) {
  base::Digest digest = base::sha256("bartizan:" + std::string(kind) + ":" + std::string(key));
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0F) | 0x50);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3F) | 0x80);
  std::string hex = base::hex(digest).substr(0, 32);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) hex.insert(at, "-");
  return hex;
}

// OSCAL's tokens begin with a letter and hold letters, digits, ".", "-" and "_".
std::string token(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool other = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    out += letter || other ? c : '-';
  }
  const bool starts_well = !out.empty() && ((out[0] >= 'a' && out[0] <= 'z') ||
                                            (out[0] >= 'A' && out[0] <= 'Z') || out[0] == '_');
  return starts_well ? out : "_" + out;
}

std::string control_id(const AssessView& view, std::string_view requirement) {
  return token(view.framework().id + "-" + std::string(requirement));
}

// One line without blanks at its ends, never empty.
std::string line(std::string_view text) {
  std::string out = base::encode_text(text);
  std::ranges::replace(out, '\n', ' ');
  std::ranges::replace(out, '\t', ' ');
  std::ranges::replace(out, '\r', ' ');
  const std::size_t first = out.find_first_not_of(' ');
  if (first == out.npos) return "-";
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

void prop(JsonWriter& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.begin_object()
      .field("name", token(name))
      .field("ns", kNamespace)
      .field("value", line(value))
      .end_object();
}

void metadata(JsonWriter& out, const AssessView& view, std::string_view title) {
  out.key("metadata")
      .begin_object()
      .field("title", line(title))
      .field("last-modified", base::format_utc(view.now()))
      .field("version", base::format_utc(view.now()))
      .field("oscal-version", kOscal)
      .key("props")
      .begin_array();
  prop(out, "framework", view.framework().id);
  prop(out, "framework-edition", view.framework().version);
  prop(out, "framework-verified", name(view.framework().verified));
  prop(out, "files-not-read-again", std::to_string(view.fresh.unread.size()));
  prop(out, "files", std::to_string(view.fresh.files));
  prop(out, "release", view.is_public ? "public" : "internal");
  out.end_array().field("remarks", std::string(kNotEndorsed) + " " + std::string(kTrademarks));
  out.end_object();
}

std::string_view method_of(const Evidence& piece) {
  using enum record::EvidenceKind;
  switch (piece.kind) {
    case scan:
    case signature:
    case gate:
    case vulnerabilities:
      return "TEST";
    case exposure:
    case readiness:
    case posture:
      return "INTERVIEW";
    default:
      return "EXAMINE";
  }
}

void observation(JsonWriter& out, const Evidence& piece) {
  const std::string_view method = method_of(piece);
  out.begin_object()
      .field("uuid", uuid("evidence", piece.id))
      .field("title", line(std::string(record::name(piece.kind)) + ": " + piece.name))
      .field("description", line("What " + piece.producer + " found about " + piece.name))
      .key("props")
      .begin_array();
  prop(out, "evidence", piece.id);
  prop(out, "sha256", piece.sha256);
  for (const record::EvidenceFact& fact : piece.facts) prop(out, fact.key, record::shown_value(fact));
  out.end_array()
      .key("methods")
      .begin_array()
      .value(method)
      .end_array()
      .key("subjects")
      .begin_array()
      .begin_object()
      .field("subject-uuid", uuid("subject", piece.subject))
      .field("type", "inventory-item")
      .field("title", line(piece.name))
      .end_object()
      .end_array();
  if (!piece.spans.empty()) {
    out.key("relevant-evidence").begin_array();
    for (const record::EvidenceSpan& span : piece.spans) {
      out.begin_object()
          .field("description", line((span.inside.empty() ? "" : span.inside + ", ") + "bytes " +
                                     std::to_string(span.offset) + "+" +
                                     std::to_string(span.length) + ": " + span.label))
          .end_object();
    }
    out.end_array();
  }
  out.field("collected", base::format_utc(piece.at));
  if (piece.expires != 0) out.field("expires", base::format_utc(piece.expires));
  out.end_object();
}

void answer_observation(JsonWriter& out, const assure::assess::StandingAnswer& said) {
  const record::Answer& answer = said.answer;
  out.begin_object()
      .field("uuid", uuid("answer", answer.id))
      .field("title", line("answer to " + answer.requirement))
      .field("description",
             line(answer.by + " answered " + std::string(record::name(answer.status)) +
                  (answer.reason.empty() ? "" : ": " + answer.reason)))
      .key("props")
      .begin_array();
  prop(out, "stands", said.stands ? "yes" : "no");
  prop(out, "fallen", said.fallen);
  prop(out, "attachment", answer.attachment);
  if (!answer.attachment_sha256.empty()) {
    prop(out, "attachment-bytes", std::to_string(answer.attachment_size));
  }
  prop(out, "attachment-sha256", answer.attachment_sha256);
  out.end_array()
      .key("methods")
      .begin_array()
      .value("INTERVIEW")
      .end_array()
      .field("collected", base::format_utc(answer.at))
      .field("expires", base::format_utc(answer.expires))
      .end_object();
}

// Evidence that any requirement stands on, each once, in its order.
std::vector<const Evidence*> used(const AssessView& view) {
  std::set<std::string_view> ids;
  for (const Judged& judged : view.assessed->requirements) {
    ids.insert(judged.evidence.begin(), judged.evidence.end());
  }
  std::vector<const Evidence*> pieces;
  for (const Evidence& piece : view.evidence) {
    if (ids.erase(piece.id) > 0) pieces.push_back(&piece);
  }
  for (const Evidence& piece : view.remembered) {
    if (ids.erase(piece.id) > 0) pieces.push_back(&piece);
  }
  return pieces;
}

void observations(JsonWriter& out, const AssessView& view) {
  const std::vector<const Evidence*> pieces = used(view);
  const bool answered = std::ranges::any_of(
      view.assessed->requirements, [](const Judged& judged) { return judged.answer.has_value(); });
  if (pieces.empty() && !answered) return;
  out.key("observations").begin_array();
  for (const Evidence* piece : pieces) observation(out, *piece);
  for (const Judged& judged : view.assessed->requirements) {
    if (judged.answer) answer_observation(out, *judged.answer);
  }
  out.end_array();
}

void inventory_items(JsonWriter& out, const AssessView& view) {
  std::map<std::string_view, const Evidence*> subjects;
  for (const Evidence* piece : used(view)) subjects.emplace(piece->subject, piece);
  if (subjects.empty()) return;
  out.key("inventory-items").begin_array();
  for (const auto& [subject, piece] : subjects) {
    out.begin_object()
        .field("uuid", uuid("subject", subject))
        .field("description", line(subject))
        .end_object();
  }
  out.end_array();
}

void related(JsonWriter& out, const AssessView& view, const Judged& judged) {
  std::vector<std::string> ids;
  for (const std::string& id : judged.evidence) {
    if (view.piece(id) != nullptr) ids.push_back(uuid("evidence", id));
  }
  if (judged.answer) ids.push_back(uuid("answer", judged.answer->answer.id));
  if (ids.empty()) return;
  out.key("related-observations").begin_array();
  for (const std::string& id : ids) out.begin_object().field("observation-uuid", id).end_object();
  out.end_array();
}

std::string key_of(const AssessView& view, std::string_view more = {}) {
  return view.framework().id + "\n" + view.system + "\n" + std::to_string(view.now()) + "\n" +
         std::string(more);
}

std::string title_of(const AssessView& view) {
  return view.framework().title + ": " + view.about();
}

}  // namespace

std::string assess_oscal_results(const AssessView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  const std::string plan = uuid("plan", key_of(view));
  out.begin_object().key("assessment-results").begin_object();
  out.field("uuid", uuid("results", key_of(view)));
  metadata(out, view, title_of(view));
  out.key("import-ap").begin_object().field("href", "#" + plan).end_object();
  out.key("results").begin_array().begin_object();
  out.field("uuid", uuid("result", key_of(view)))
      .field("title", line(title_of(view)))
      .field("description", line("Requirements judged by evidence; " + view.fresh.sentence(0)))
      .field("start", base::format_utc(view.now()))
      .field("end", base::format_utc(view.now()));
  if (!used(view).empty()) {
    out.key("local-definitions").begin_object();
    inventory_items(out, view);
    out.end_object();
  }
  out.key("reviewed-controls")
      .begin_object()
      .key("control-selections")
      .begin_array()
      .begin_object()
      .key("include-controls")
      .begin_array();
  for (const Judged& judged : view.assessed->requirements) {
    out.begin_object().field("control-id", control_id(view, judged.requirement->id)).end_object();
  }
  out.end_array().end_object().end_array().end_object();
  observations(out, view);
  out.key("findings").begin_array();
  for (const Judged& judged : view.assessed->requirements) {
    const std::string id(judged.requirement->id);
    out.begin_object()
        .field("uuid", uuid("finding", key_of(view, id)))
        .field("title", line(id + " " + judged.requirement->title))
        .field("description", line(judged.why))
        .key("props")
        .begin_array();
    // OSCAL knows satisfied or not; how it stands here is finer.
    prop(out, "status", record::name(judged.status));
    prop(out, "automatic-status", record::name(judged.automatic));
    for (const auto& checked : judged.checks) {
      prop(out, "check-" + token(checked.id), assure::assess::name(checked.outcome.holds));
    }
    out.end_array()
        .key("target")
        .begin_object()
        .field("type", "objective-id")
        .field("target-id", control_id(view, id))
        .key("status")
        .begin_object();
    const bool good = judged.status == Status::met || judged.status == Status::not_applicable;
    out.field("state", good ? "satisfied" : "not-satisfied")
        .field("reason", judged.status == Status::unknown ? "other"
                         : good                           ? "pass"
                                                          : "fail")
        .end_object()
        .end_object();
    related(out, view, judged);
    out.end_object();
  }
  out.end_array().end_object().end_array();
  out.key("back-matter")
      .begin_object()
      .key("resources")
      .begin_array()
      .begin_object()
      .field("uuid", plan)
      .field("title", "No separate assessment plan")
      .field("description",
             "Which checks stand behind each requirement is said in the catalogue of the program "
             "that made this document.")
      .end_object()
      .end_array()
      .end_object();
  out.end_object().end_object();
  return out.take() + "\n";
}

std::optional<std::string> assess_oscal_plan(const AssessView& view,
                                             const MachineOptions& options) {
  std::vector<const Judged*> items;
  const auto planned = [&](const Judged& judged) {
    return std::ranges::any_of(view.actions, [&](const record::Action& action) {
      return action.requirement == judged.requirement->id &&
             action.state == record::ActionState::open;
    });
  };
  for (const Judged& judged : view.assessed->requirements) {
    const bool short_of = judged.status == Status::unmet || judged.status == Status::partly;
    if (short_of || planned(judged)) items.push_back(&judged);
  }
  if (items.empty()) return std::nullopt;
  JsonWriter out(options.pretty);
  out.begin_object().key("plan-of-action-and-milestones").begin_object();
  out.field("uuid", uuid("poam", key_of(view)));
  metadata(out, view, "Plan of action: " + title_of(view));
  out.key("system-id")
      .begin_object()
      .field("identifier-type", "https://ietf.org/rfc/rfc4122")
      .field("id", uuid("system", view.system))
      .end_object();
  if (!used(view).empty()) {
    out.key("local-definitions").begin_object();
    inventory_items(out, view);
    out.end_object();
  }
  observations(out, view);
  out.key("risks").begin_array();
  for (const Judged* judged : items) {
    const std::string id(judged->requirement->id);
    base::Millis due = 0;
    std::vector<const record::Action*> actions;
    for (const record::Action& action : view.actions) {
      if (action.requirement != id || action.state == record::ActionState::dropped) continue;
      actions.push_back(&action);
      if (action.state == record::ActionState::open) due = std::max(due, action.due);
    }
    out.begin_object()
        .field("uuid", uuid("risk", key_of(view, id)))
        .field("title", line(id + " " + judged->requirement->title))
        .field("description", line(judged->why))
        .field("statement", line(judged->requirement->text.empty() ? judged->requirement->title
                                                                   : judged->requirement->text))
        .field("status", actions.empty() ? "open" : "remediating");
    if (due != 0) out.field("deadline", base::format_utc(due));
    if (!actions.empty()) {
      out.key("remediations")
          .begin_array()
          .begin_object()
          .field("uuid", uuid("remediation", key_of(view, id)))
          .field("lifecycle", "planned")
          .field("title", line("what is planned for " + id))
          .field("description", line(judged->requirement->remedy))
          .key("tasks")
          .begin_array();
      for (const record::Action* action : actions) {
        out.begin_object()
            .field("uuid", uuid("action", action->id))
            .field("type", "milestone")
            .field("title", line(action->what))
            .key("props")
            .begin_array();
        prop(out, "state", record::name(action->state));
        prop(out, "owner", action->owner);
        out.end_array();
        if (action->due != 0) {
          out.key("timing")
              .begin_object()
              .key("on-date")
              .begin_object()
              .field("date", base::format_utc(action->due))
              .end_object()
              .end_object();
        }
        out.end_object();
      }
      out.end_array().end_object().end_array();
    }
    out.end_object();
  }
  out.end_array().key("poam-items").begin_array();
  for (const Judged* judged : items) {
    const std::string id(judged->requirement->id);
    out.begin_object()
        .field("uuid", uuid("item", key_of(view, id)))
        .field("title", line(id + " " + judged->requirement->title))
        .field("description", line(judged->why))
        .key("props")
        .begin_array();
    prop(out, "status", record::name(judged->status));
    prop(out, "control", control_id(view, id));
    out.end_array();
    related(out, view, *judged);
    out.key("related-risks")
        .begin_array()
        .begin_object()
        .field("risk-uuid", uuid("risk", key_of(view, id)))
        .end_object()
        .end_array()
        .end_object();
  }
  out.end_array().end_object().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
