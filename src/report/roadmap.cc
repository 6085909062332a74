#include "report/roadmap.h"

#include <algorithm>
#include <cmath>

#include "base/escape.h"
#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::assess::Effort;
using assure::assess::Judged;
using assure::assess::Measure;
using base::JsonWriter;
using record::Status;
using namespace assess_parts;

constexpr std::size_t kWidest = 80;
constexpr std::size_t kIndent = 3;
constexpr std::size_t kTextAt = 12;
constexpr int kBar = 20;  // cells

Ink health(const Measure& measure) {
  if (!measure.value) return Ink::unsure;
  if (measure.denominator == 0) return Ink::plain;
  if (measure.numerator == measure.denominator) return Ink::good;
  return measure.numerator * 2 >= measure.denominator ? Ink::warn : Ink::bad;
}

std::string bar(const Paint& paint, const Measure& measure) {
  if (!measure.value || measure.denominator == 0) {
    std::string empty;
    for (int i = 0; i < kBar; ++i) empty += "░";
    return paint.in(Ink::dim, empty);
  }
  const double share =
      static_cast<double>(measure.numerator) / static_cast<double>(measure.denominator);
  // What is not all is never drawn as all, what is not nothing never as nothing.
  int full = static_cast<int>(std::lround(share * kBar));
  if (measure.numerator < measure.denominator) full = std::min(full, kBar - 1);
  if (measure.numerator > 0) full = std::max(full, 1);
  std::string done, open;
  for (int i = 0; i < kBar; ++i) (i < full ? done : open) += i < full ? "█" : "░";
  return paint.in(health(measure), done) + paint.in(Ink::dim, open);
}

std::string of_text(const Measure& measure) {
  const std::string count =
      measure.denominator == 0
          ? ""
          : std::to_string(measure.numerator) + " of " + std::to_string(measure.denominator) + " ";
  return count + measure.text;
}

void write_effort(std::string& out, const Paint& paint, const Effort& effort, bool all) {
  const std::size_t wide =
      paint.columns() == 0 ? kWidest : std::min<std::size_t>(paint.columns(), kWidest);
  const std::string value = measured(effort.measure);
  const std::string title = one_line(effort.title);
  const std::size_t used = 3 + width(title) + width(value);
  out += paint.in(Ink::bold, effort.id + "  " + title) +
         std::string(used < wide ? wide - used : 2, ' ') + paint.in(health(effort.measure), value) +
         "\n";
  out += std::string(kIndent, ' ') + bar(paint, effort.measure) + "  " +
         paint.fact(0, "", kIndent + kBar + 2, one_line(of_text(effort.measure)))
             .substr(kIndent + kBar + 2);
  if (!effort.measure.note.empty()) {
    out += paint.fact(kIndent, "note", kTextAt, one_line(effort.measure.note));
  }
  if (all) out += paint.fact(kIndent, "formula", kTextAt, effort.measure.formula);
  for (const Judged* objective : effort.objectives) {
    out += std::string(kIndent, ' ') + paint.in(ink(objective->status), symbol(objective->status)) +
           " " + pad(objective->requirement->id, 5) + "  " +
           paint.fact(0, "", kTextAt, one_line(objective->requirement->title)).substr(kTextAt);
    if (all) out += paint.fact(kTextAt, "", kTextAt, paint.in(Ink::dim, one_line(objective->why)));
  }
  for (std::size_t i = 0; i < effort.worst.size(); ++i) {
    const auto& item = effort.worst[i];
    out += paint.fact(kIndent, i == 0 ? "worst" : "", kTextAt,
                      one_line(item.title) + ": " + one_line(item.why));
  }
  out += paint.fact(kIndent, "next", kTextAt, one_line(effort.next));
  out += paint.fact(kTextAt, "", kTextAt, paint.in(Ink::bold, one_line(effort.next_command)));
  out += "\n";
}

void write_measure(JsonWriter& out, const Measure& measure) {
  out.begin_object().key("value");
  if (measure.value) {
    out.value(std::round(*measure.value * 10) / 10);
  } else {
    out.null();
  }
  out.field("unit", measure.unit)
      .field("text", measure.text)
      .field("formula", measure.formula)
      .field("numerator", measure.numerator)
      .field("denominator", measure.denominator)
      .field("note", base::encode_text(measure.note))
      .end_object();
}

void write_link(JsonWriter& out, std::string_view page, std::string_view id) {
  out.key("link")
      .begin_object()
      .field("page", page)
      .field("id", base::encode_text(id))
      .end_object();
}

// Nothing overdue is not known where nothing was looked up.
bool knows_clocks(const RoadmapView& view) {
  return view.feeds_read || view.roadmap->overdue.clocks > 0;
}

}  // namespace

std::string measured(const Measure& measure) {
  if (!measure.value) return "unknown";
  if (measure.unit != "%") {
    return std::to_string(measure.numerator) + " of " + std::to_string(measure.denominator);
  }
  const double rounded = std::round(*measure.value * 10) / 10;
  const auto whole = static_cast<std::int64_t>(rounded);
  const auto tenth =
      static_cast<std::int64_t>(std::lround((rounded - static_cast<double>(whole)) * 10));
  return std::to_string(whole) + (tenth == 0 ? "" : "." + std::to_string(tenth)) + " %";
}

bool has_feed(std::span<const record::Evidence> evidence) {
  return std::ranges::any_of(evidence, [](const record::Evidence& piece) {
    return piece.kind == record::EvidenceKind::feed && piece.fact("broken") != "yes";
  });
}

std::string roadmap(const RoadmapView& view, const TerminalStyle& style, bool all) {
  TerminalStyle narrow = style;
  narrow.columns = std::min<unsigned>(narrow.columns, kWidest);
  const Paint paint(narrow);
  const auto& framework = *view.assessed->framework;
  std::string out =
      paint.in(Ink::bold, one_line(framework.title)) + "\n" +
      paint.in(view.fresh.stale() ? Ink::warn : Ink::dim, view.fresh.sentence(view.roadmap->now)) +
      "\n";
  if (!view.posture.empty()) out += paint.in(Ink::bad, one_line(view.posture)) + "\n";
  out += "\n";
  for (const Effort& effort : view.roadmap->efforts) write_effort(out, paint, effort, all);
  const assure::assess::Overdue& overdue = view.roadmap->overdue;
  std::vector<std::string> late;
  for (const auto& [n, thing] :
       {std::pair(overdue.clocks, "weakness clock"), std::pair(overdue.answers, "fallen answer"),
        std::pair(overdue.actions, "planned action"),
        std::pair(overdue.readiness, "record of readiness")}) {
    if (n == 0) continue;
    late.push_back(std::string_view(thing).starts_with("record") && n != 1
                       ? std::to_string(n) + " records of readiness"
                       : count_of(n, thing, paint.people()));
  }
  const bool unknown = !knows_clocks(view);
  out += paint.in(!late.empty() ? Ink::bad : unknown ? Ink::warn : Ink::good, "overdue: ");
  if (late.empty() && !unknown) late.emplace_back("nothing");
  if (unknown) late.emplace_back("weaknesses not known: no feed was read (bartizan feeds update)");
  out += paint.items(0, "", 9, late).substr(9);
  out += paint.fact(0, "", 0, paint.in(Ink::dim, kNotEndorsed));
  return out;
}

std::string roadmap_json(const RoadmapView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  const assure::assess::Roadmap& roadmap = *view.roadmap;
  out.begin_object().field("schema", "bartizan.roadmap/1");
  if (!options.reproducible) out.field("as_of", base::format_utc(roadmap.now));
  out.key("stale");
  write_fresh(out, view.fresh, options.reproducible);
  out.field("posture", base::encode_text(view.posture)).key("lines").begin_array();
  for (const Effort& effort : roadmap.efforts) {
    out.begin_object().field("id", effort.id).field("title", effort.title).key("measure");
    write_measure(out, effort.measure);
    out.key("trend").begin_array();
    const auto trend = view.trend.find(effort.id);
    if (trend != view.trend.end() && !options.reproducible) {
      for (const RoadmapView::Point& point : trend->second) {
        out.begin_object()
            .field("at", base::format_utc(point.at))
            .field("value", point.value)
            .end_object();
      }
    }
    out.end_array().key("worst").begin_array();
    for (const auto& item : effort.worst) {
      out.begin_object()
          .field("title", base::encode_text(item.title))
          .field("why", base::encode_text(item.why))
          .field("command", base::encode_text(item.command));
      write_link(out, item.page, item.id);
      out.end_object();
    }
    out.end_array().key("next").begin_object();
    out.field("text", base::encode_text(effort.next))
        .field("command", base::encode_text(effort.next_command));
    write_link(out, "assessments", "roadmap");
    out.end_object().key("objectives").begin_array();
    for (const Judged* objective : effort.objectives) {
      out.begin_object()
          .field("id", objective->requirement->id)
          .field("title", objective->requirement->title)
          .field("status", record::name(objective->status))
          .field("why", base::encode_text(objective->why))
          .field("measure", objective->requirement->measure);
      write_link(out, "assessments", "roadmap/" + objective->requirement->id);
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array()
      .key("overdue")
      .begin_object()
      .field("clocks", roadmap.overdue.clocks)
      .field("clocks_known", knows_clocks(view))
      .field("answers", roadmap.overdue.answers)
      .field("actions", roadmap.overdue.actions)
      .field("readiness", roadmap.overdue.readiness)
      .end_object()
      .field("notice", kNotEndorsed)
      .end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
