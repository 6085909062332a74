#include "report/assess.h"

#include <algorithm>

#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::assess::Change;
using assure::assess::CheckedOutcome;
using assure::assess::Framework;
using assure::assess::Judged;
using record::Status;
using namespace assess_parts;

constexpr std::size_t kWord = 9;  // columns of symbol and word
constexpr std::size_t kLongestId = 12;
constexpr std::size_t kMostChanges = 10;
constexpr std::size_t kMostUnread = 5;

std::string mark(const Paint& paint, Status status) {
  const std::string text = std::string(symbol(status)) + " " + std::string(word(status));
  return paint.in(ink(status), text) +
         std::string(kWord > width(text) ? kWord - width(text) : 0, ' ');
}

std::size_t id_columns(const Framework& framework) {
  std::size_t columns = 2;
  for (const auto& requirement : framework.requirements) {
    columns = std::max(columns, width(requirement.id));
  }
  return std::min(columns, kLongestId);
}

// Where texts below a title stand.
std::size_t text_at(const Framework& framework) {
  return 2 + kWord + 1 + id_columns(framework) + 2;
}

void write_check(std::string& out, const Paint& paint, const AssessView& view,
                 const CheckedOutcome& checked, std::size_t at) {
  const auto& outcome = checked.outcome;
  out += std::string(at, ' ') + paint.in(ink(outcome.holds), symbol(outcome.holds)) + " ";
  const std::string text = check_title(checked.id) + ": " + one_line(outcome.why);
  out += paint.fact(0, "", at + 2, text).substr(at + 2);
  const std::string from = summary(view, outcome.evidence);
  if (!from.empty()) out += paint.fact(at + 2, "", at + 2, paint.in(Ink::dim, from));
  for (const std::string& name : outcome.against) {
    out += paint.fact(at + 2, "", at + 2, "- " + one_line(name));
  }
}

void write_answer(std::string& out, const Paint& paint, const Judged& judged, std::size_t at) {
  if (!judged.answer) return;
  const record::Answer& answer = judged.answer->answer;
  std::string text = "answered " + std::string(record::name(answer.status)) + " by " +
                     one_line(answer.by) + " on " + base::format_date(answer.at) + ", until " +
                     base::format_date(answer.expires);
  if (!answer.attachment.empty()) text += ", with " + one_line(answer.attachment);
  if (!judged.answer->stands) text += "; no longer counts: " + one_line(judged.answer->fallen);
  out += paint.fact(at, "", at, text);
}

void write_requirement(std::string& out, const Paint& paint, const AssessView& view,
                       const Judged& judged, const AssessOptions& options) {
  const Framework& framework = view.framework();
  const std::size_t at = text_at(framework);
  const std::string id = one_line(judged.requirement->id);
  out += "  " + mark(paint, judged.status) + " " +
         paint.in(Ink::bold, pad(id, id_columns(framework))) + "  ";
  // A title that does not fit goes on below itself.
  out += paint.fact(0, "", at, one_line(judged.requirement->title)).substr(at);
  out += paint.fact(at, "", at, one_line(judged.why));
  if (!options.all) return;
  for (const CheckedOutcome& checked : judged.checks) write_check(out, paint, view, checked, at);
  write_answer(out, paint, judged, at);
}

void write_changes(std::string& out, const Paint& paint, const AssessView& view,
                   const AssessOptions& options) {
  if (view.changes.empty()) return;
  out +=
      paint.in(Ink::bold, "Changed since " + base::format_date(view.changes.front().since)) + "\n";
  std::size_t shown = 0;
  for (const Change& change : view.changes) {
    if (!options.all && shown == kMostChanges) break;
    ++shown;
    const std::string was =
        std::string(record::name(change.before)) + " → " + std::string(record::name(change.after));
    out += "  " + paint.in(ink(change.after), was) + "  " +
           paint.in(Ink::bold, one_line(change.requirement)) + "\n" +
           paint.fact(4, "", 4, one_line(change.why));
  }
  if (shown < view.changes.size()) {
    out += "  and " + std::to_string(view.changes.size() - shown) + " more (--all lists them)\n";
  }
  out += "\n";
}

std::string totals_line(const Paint& paint, const assure::assess::Totals& totals) {
  std::string out;
  for (const Status status :
       {Status::met, Status::partly, Status::unmet, Status::unknown, Status::not_applicable}) {
    const std::size_t n = totals.of(status);
    if (n == 0 && status == Status::not_applicable) continue;
    out += (out.empty() ? "" : paint.plain(" · ")) +
           paint.in(n == 0 ? Ink::dim : ink(status),
                    number(n, paint.people()) + " " +
                        (status == Status::not_applicable ? std::string("not applicable")
                                                          : std::string(word(status))));
  }
  return out;
}

void write_fresh_text(std::string& out, const Paint& paint, const Freshness& fresh,
                      base::Millis now, bool all) {
  out += paint.in(fresh.stale() ? Ink::warn : Ink::dim, fresh.sentence(now)) + "\n";
  std::size_t shown = 0;
  for (const Freshness::Unread& file : fresh.unread) {
    if (!all && shown == kMostUnread) break;
    ++shown;
    out += paint.fact(2, "", 2, one_line(file.path) + ": " + one_line(file.why));
  }
  if (shown < fresh.unread.size()) {
    out += "  and " + std::to_string(fresh.unread.size() - shown) + " more (--all lists them)\n";
  }
}

std::string title_of(const Framework& framework) {
  return framework.title + (framework.version.empty() ? "" : " " + framework.version);
}

}  // namespace

std::string assess(const AssessView& view, const AssessOptions& options) {
  const Paint paint(options.style);
  const Framework& framework = view.framework();
  std::string out =
      paint.in(Ink::bold, one_line(title_of(framework))) + paint.plain(" · ") + view.about() + "\n";
  write_fresh_text(out, paint, view.fresh, view.now(), options.all);
  out += "\n";
  write_changes(out, paint, view, options);
  std::string group;
  bool first = true;
  for (const Judged& judged : view.assessed->requirements) {
    const bool done = judged.status == Status::met || judged.status == Status::not_applicable;
    if (options.quiet && done) continue;
    if (first || judged.requirement->group != group) {
      group = judged.requirement->group;
      const std::string title = group_title(framework, group);
      if (!title.empty()) out += (first ? "" : "\n") + paint.in(Ink::bold, one_line(title)) + "\n";
    }
    first = false;
    write_requirement(out, paint, view, judged, options);
  }
  out += "\n" + totals_line(paint, view.assessed->totals) + "\n";
  const bool of_systems = std::ranges::any_of(
      view.assessed->requirements, [](const Judged& judged) { return judged.systems.has_value(); });
  if (of_systems) {
    out += paint.fact(0, "", 0,
                      "Each stands as its weakest system does: bartizan assess " + framework.id +
                          " --all-systems shows them.");
  }
  if (framework.verified != assure::assess::Verified::primary) {
    out +=
        paint.fact(0, "", 0,
                   framework.verified == assure::assess::Verified::no
                       ? "The wording of this framework was not checked against its source."
                       : "The wording of this framework was checked in a secondary source only.");
  }
  return out + paint.in(Ink::dim, kNotEndorsed) + "\n";
}

std::string frameworks(std::span<const FrameworkLine> lines, const Freshness& fresh,
                       const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  write_fresh_text(out, paint, fresh, 0, false);
  out += "\n";
  std::size_t ids = 0;
  for (const FrameworkLine& line : lines) ids = std::max(ids, width(line.framework->id));
  for (const FrameworkLine& line : lines) {
    const Framework& framework = *line.framework;
    out += paint.in(Ink::bold, pad(one_line(framework.id), ids)) + "  " +
           paint.fact(0, "", ids + 2, one_line(title_of(framework))).substr(ids + 2);
    if (!framework.assessed()) {
      out += paint.fact(
          ids + 2, "", ids + 2,
          number(framework.requirements.size(), paint.people()) + " entries, for reference");
      continue;
    }
    out += std::string(ids + 2, ' ') + totals_line(paint, line.totals) + "\n";
    if (line.stale_answers > 0) {
      out += paint.fact(
          ids + 2, "", ids + 2,
          count_of(line.stale_answers, "answer", paint.people()) + " of people no longer counted");
    }
  }
  out += "\n";
  return out + paint.in(Ink::dim, kNotEndorsed) + "\n";
}

std::string assess_requirement(const AssessView& view, const Judged& judged,
                               std::span<const record::Standing> history,
                               const TerminalStyle& style) {
  constexpr std::size_t kAt = 14;
  constexpr std::size_t kMostPieces = 20, kMostSpans = 8, kMostFacts = 12, kMostHistory = 12;
  constexpr std::size_t kMostValue = 72;  // a SHA-256 is 64
  const Paint paint(style);
  const assure::assess::Requirement& requirement = *judged.requirement;
  std::string out = paint.in(ink(judged.status), std::string(symbol(judged.status)) + " " +
                                                     std::string(record::name(judged.status))) +
                    "  " + paint.in(Ink::bold, one_line(requirement.id)) + "  " +
                    one_line(requirement.title) + "\n";
  out += paint.fact(2, "of", kAt, one_line(title_of(view.framework())) + ", about " + view.about());
  out += paint.fact(2, "why", kAt, one_line(judged.why));
  if (!requirement.text.empty()) out += paint.fact(2, "asks", kAt, one_line(requirement.text));
  if (!requirement.question.empty()) {
    out += paint.fact(2, "question", kAt, one_line(requirement.question));
  }
  out += paint.fact(2, "proof", kAt,
                    requirement.proof == assure::assess::Proof::full
                        ? "checks alone can prove it"
                        : "checks alone reach partly; somebody answers the rest");
  if (judged.expires != 0) {
    out += paint.fact(
        2, "holds until", kAt,
        minute(judged.expires) + (judged.expires <= view.now() ? ": it has expired" : ""));
  }
  out += "\n" + paint.in(Ink::bold, "Conditions") + "\n";
  if (judged.checks.empty()) out += "  none: only people can answer this\n";
  for (const CheckedOutcome& checked : judged.checks) {
    write_check(out, paint, view, checked, 2);
    const auto* text = assure::assess::check_text(checked.id);
    if (text == nullptr) continue;
    out += paint.fact(4, "holds when", kAt + 2, text->proves);
    if (checked.outcome.holds != assure::assess::Holds::yes &&
        checked.outcome.holds != assure::assess::Holds::not_applicable) {
      out += paint.fact(4, "do", kAt + 2, text->remedy);
    }
  }
  if (judged.answer) {
    out += "\n" + paint.in(Ink::bold, "Answer") + "\n";
    write_answer(out, paint, judged, 2);
    out += paint.fact(2, "reason", kAt, one_line(judged.answer->answer.reason));
    out += paint.fact(2, "id", kAt, judged.answer->answer.id);
    if (!judged.answer->answer.attachment_sha256.empty()) {
      out += paint.fact(2, "attachment", kAt, "SHA-256 " + judged.answer->answer.attachment_sha256);
    }
  }
  out += "\n" + paint.in(Ink::bold, "Evidence") + "\n";
  if (judged.evidence.empty()) out += "  none\n";
  std::size_t shown = 0;
  for (const record::Evidence* piece : pieces_of(view, judged, kMostPieces)) {
    ++shown;
    out += "  " + paint.in(Ink::bold, one_line(piece->name)) + "  " +
           paint.in(Ink::dim, record::name(piece->kind)) + "\n";
    if (piece->subject != piece->name) {
      out += paint.fact(4, "subject", kAt + 2, one_line(piece->subject));
    }
    if (!piece->sha256.empty()) out += paint.fact(4, "SHA-256", kAt + 2, piece->sha256);
    std::string when = minute(piece->at) + ", " + days(view.now() - piece->at) + " old, by " +
                       one_line(piece->producer);
    out += paint.fact(4, "examined", kAt + 2, when);
    if (piece->expires != 0) {
      out += paint.fact(
          4, "counts", kAt + 2,
          (piece->expired(view.now()) ? "no more, since " : "until ") + minute(piece->expires));
    }
    std::vector<std::string> facts;
    for (const record::EvidenceFact& fact : piece->facts) {
      if (facts.size() == kMostFacts) break;
      if (record::is_list(fact.key)) continue;
      facts.push_back(one_line(fact.key) + " " + shorten(one_line(fact.value), kMostValue));
    }
    if (!facts.empty()) out += paint.items(4, "found", kAt + 2, facts);
    for (std::size_t i = 0; i < std::min(piece->spans.size(), kMostSpans); ++i) {
      const record::EvidenceSpan& span = piece->spans[i];
      out += paint.fact(4, i == 0 ? "bytes" : "", kAt + 2,
                        (span.inside.empty() ? "" : one_line(span.inside) + ", ") + "byte " +
                            number(span.offset, paint.people()) + ", " +
                            count_of(span.length, "byte", paint.people()) + ": " +
                            one_line(span.label));
    }
    out += paint.fact(4, "id", kAt + 2, piece->id);
  }
  if (shown < judged.evidence.size()) {
    out += "  and " + std::to_string(judged.evidence.size() - shown) +
           " more (--format json lists them)\n";
  }
  if (!judged.would_change.empty()) {
    out += "\n" + paint.in(Ink::bold, "What would change it") + "\n";
    for (const std::string& step : judged.would_change) {
      out += paint.fact(2, "-", 4, one_line(step));
    }
  }
  if (!requirement.crosswalk.empty()) {
    std::vector<std::string> items;
    for (const auto& other : requirement.crosswalk) {
      items.push_back(one_line(other.framework + " " + other.requirement));
    }
    out += "\n" + paint.in(Ink::bold, "See also") + "\n" + paint.items(2, "", 2, items);
  }
  if (!history.empty()) {
    out += "\n" + paint.in(Ink::bold, "History") + "\n";
    const std::size_t from = history.size() > kMostHistory ? history.size() - kMostHistory : 0;
    for (const record::Standing& standing : history.subspan(from)) {
      out += paint.fact(2, base::format_date(standing.at), kAt,
                        std::string(record::name(standing.status)) + ": " + one_line(standing.why));
    }
  }
  return out;
}

std::string assess_trend(const AssessView& view, std::span<const assure::assess::TrendPoint> points,
                         const TerminalStyle& style) {
  const Paint paint(style);
  std::string out = paint.in(Ink::bold, one_line(title_of(view.framework()))) + paint.plain(" · ") +
                    view.about() + "\n";
  if (points.empty()) return out + "nothing was kept yet\n";
  for (const assure::assess::TrendPoint& point : points) {
    out += base::format_date(point.at) + "  " + totals_line(paint, point.totals) + "\n";
  }
  return out;
}

}  // namespace bartizan::report
