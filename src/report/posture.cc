#include "report/posture.h"

#include <algorithm>

#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using protect::PostureEnd;
using protect::ReadinessLine;
using protect::ReadinessState;
using record::Risk;

constexpr std::size_t kLabel = 13;

std::string day(base::Millis at) { return at == 0 ? "-" : base::format_date(at); }

Ink ink(ReadinessState state) {
  switch (state) {
    case ReadinessState::overdue:
    case ReadinessState::missing:
      return Ink::bad;
    case ReadinessState::holds:
      return Ink::good;
    case ReadinessState::replaced:
    case ReadinessState::withdrawn:
      return Ink::dim;
  }
  return Ink::plain;
}

std::string change_line(const record::PostureChange& change) {
  std::string out = change.raised ? "raised until " + minute(change.until) : "lowered";
  if (change.raised) out += ", preset " + one_line(change.preset);
  return out + ", by " + one_line(change.by) + ": " + one_line(change.reason);
}

std::string whose(const record::Readiness& record) {
  if (record.system.empty()) return "the organisation";
  return one_line(record.system_name.empty() ? record.system : record.system_name);
}

// A sector's risks of one category: how many, and the worst level.
std::string cell_of(std::span<const Risk> risks, std::string_view sector,
                    std::string_view category) {
  std::size_t count = 0, rank = 0;
  bool unmeasured = false;
  for (const Risk& risk : risks) {
    if (risk.sector != sector || risk.category != category) continue;
    if (risk.state == record::RiskState::closed) continue;
    ++count;
    const std::string_view level = protect::risk_level(risk);
    unmeasured = unmeasured || level.empty();
    for (std::size_t i = 0; i < protect::kRiskWords.size(); ++i) {
      if (protect::kRiskWords[i] == level) rank = std::max(rank, i + 1);
    }
  }
  if (count == 0) return "-";
  std::string out = std::to_string(count);
  if (rank > 0) out += " " + std::string(protect::kRiskWords[rank - 1]);
  return out + (unmeasured ? " ?" : "");
}

std::string functions_of(const Risk& risk) {
  const auto done = protect::answered(risk);
  std::string out;
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (!done[i]) out += (out.empty() ? "" : ", ") + std::string(protect::kFunctions[i]);
  }
  return out.empty() ? "all four functions are answered" : "not answered: " + out;
}

void write_risk(std::string& out, const Paint& paint, const Risk& risk, base::Millis now) {
  const bool late = protect::is_risk_overdue(risk, now);
  const std::string_view level = protect::risk_level(risk);
  std::string head(level.empty() ? "not measured" : level);
  if (risk.state != record::RiskState::open) head += ", " + std::string(record::name(risk.state));
  if (late) head += ", overdue since " + day(risk.due);
  const bool high = level == "high" || level == "very-high";
  out += paint.in(late || high    ? Ink::bad
                  : level.empty() ? Ink::unsure
                                  : Ink::plain,
                  head) +
         "  " + paint.in(Ink::bold, one_line(risk.scenario)) + "\n";
  out += paint.fact(2, "where", kLabel,
                    std::string(protect::sector_name(risk.sector)) + ", " +
                        std::string(protect::risk_category_name(risk.category)) +
                        (risk.system.empty() ? "" : ", " + one_line(risk.system_name)));
  if (!risk.owner.empty()) out += paint.fact(2, "owner", kLabel, one_line(risk.owner));
  if (!risk.treatment.empty()) {
    out += paint.fact(2, "treatment", kLabel,
                      risk.treatment + (risk.due == 0 ? "" : " by " + day(risk.due)));
  }
  out += paint.fact(2, "functions", kLabel, functions_of(risk));
  out += paint.fact(2, "risk", kLabel, risk.id);
}

}  // namespace

std::string posture(const PostureView& view, const TerminalStyle& style) {
  const Paint paint(style);
  const protect::Posture now = protect::posture_at(view.history, view.now);
  const protect::EffectivePosture effective = protect::effective(now);
  std::string out;
  if (now.raised) {
    out += paint.in(Ink::bad, "raised until " + minute(now.raise.until)) + " (" +
           span_of(now.raise.until - view.now) + " left)\n";
    out += paint.fact(2, "why", kLabel, one_line(now.raise.reason));
    out += paint.fact(2, "who", kLabel, one_line(now.raise.by) + ", since " + minute(now.raise.at));
    std::string_view label = "effect";
    for (const std::string& effect : protect::effects(effective)) {
      out += paint.fact(2, label, kLabel, effect);
      label = "";
    }
  } else {
    out += paint.in(Ink::good, "normal") + ": presets, ages and intervals are those that are set\n";
    if (now.end == PostureEnd::expired) {
      out +=
          paint.fact(2, "was raised", kLabel, "until " + minute(now.ended) + ", ended by itself");
    } else if (now.end == PostureEnd::lowered) {
      out += paint.fact(2, "was raised", kLabel,
                        "until " + minute(now.ended) + ", lowered by " + one_line(now.lower.by) +
                            ": " + one_line(now.lower.reason));
    }
  }
  if (!view.history.empty()) out += "\n" + paint.in(Ink::bold, "history") + "\n";
  for (const record::PostureChange& change : view.history) {
    if (change.at > view.now) continue;
    out += paint.fact(2, minute(change.at), 24, change_line(change));
  }
  return out;
}

std::string readiness(const ReadinessView& view, const TerminalStyle& style, bool all) {
  const Paint paint(style);
  std::string out;
  std::size_t overdue = 0, missing = 0, holds = 0, old = 0;
  for (const ReadinessLine& line : view.lines) {
    overdue += line.state == ReadinessState::overdue ? 1U : 0U;
    missing += line.state == ReadinessState::missing ? 1U : 0U;
    holds += line.state == ReadinessState::holds ? 1U : 0U;
    const bool past =
        line.state == ReadinessState::replaced || line.state == ReadinessState::withdrawn;
    old += past ? 1U : 0U;
    if (past && !all) continue;
    const record::Readiness& record = line.record;
    out += paint.in(ink(line.state), protect::name(line.state)) + "  " +
           paint.in(Ink::bold, record::name(record.kind)) + "  of " + whose(record) + "\n";
    if (!record.what.empty()) out += paint.fact(2, "what", kLabel, one_line(record.what));
    out += paint.fact(2, "when", kLabel, line.why);
    if (line.state == ReadinessState::missing) {
      out += paint.fact(2, "do", kLabel,
                        "bartizan readiness record " + std::string(record::name(record.kind)) +
                            " --system " + one_line(record.system) + " --what TEXT --by NAME");
      continue;
    }
    out += paint.fact(2, "by", kLabel, one_line(record.by));
    if (!record.attachment.empty()) {
      out += paint.fact(2, "attached", kLabel,
                        one_line(record.attachment) + ", SHA-256 " + record.attachment_sha256);
    }
    out += paint.fact(2, "record", kLabel, record.id);
  }
  const std::string dot = paint.plain(" · ");
  if (!out.empty()) out += "\n";
  out +=
      paint.in(overdue > 0 ? Ink::bad : Ink::bold, number(overdue, paint.people()) + " overdue") +
      dot +
      paint.in(missing > 0 ? Ink::bad : Ink::bold, number(missing, paint.people()) + " missing") +
      dot + number(holds, paint.people()) + " hold";
  if (old > 0 && !all) out += dot + number(old, paint.people()) + " older (--all lists them)";
  return out + "\n";
}

std::string dependencies(const protect::DependencyMap& map, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  for (const protect::DependentSystem& system : map.systems) {
    out +=
        paint.in(Ink::bold, one_line(system.name)) + (system.critical ? "  critical" : "") + "\n";
    for (const protect::Dependency& one : system.needs) {
      std::string text = one_line(one.name);
      if (one.components > 0) {
        text += ": " + std::to_string(one.components) +
                (one.components == 1 ? " component (" : " components (");
        for (std::size_t i = 0; i < one.examples.size(); ++i) {
          text += (i == 0 ? "" : ", ") + one_line(one.examples[i]);
        }
        text += one.components > one.examples.size() ? " ...)" : ")";
      }
      out += paint.fact(2, one.kind, kLabel, text);
    }
    if (!system.found) {
      out += paint.fact(2, "", kLabel, "not found by discovery: only what was recorded is known");
    } else if (system.needs.empty()) {
      out += paint.fact(2, "", kLabel, "nothing that others run was found");
    }
    out += "\n";
  }
  if (!map.shared.empty()) {
    out += paint.in(Ink::bold, "needed by several critical systems") + "\n";
    for (const protect::SharedDependency& shared : map.shared) {
      std::string systems;
      for (const std::string& name : shared.systems) {
        systems += (systems.empty() ? "" : ", ") + one_line(name);
      }
      out += paint.fact(2, shared.kind, kLabel, one_line(shared.name) + ": " + systems);
    }
    out += "\n";
  }
  const auto critical = std::ranges::count_if(map.systems, &protect::DependentSystem::critical);
  const auto listed = [&](std::size_t count, std::string_view one, std::string_view many) {
    return number(count, paint.people()) + " " + std::string(count == 1 ? one : many);
  };
  return out + listed(static_cast<std::size_t>(critical), "critical system", "critical systems") +
         ", " + listed(map.shared.size(), "shared dependency", "shared dependencies") + "\n";
}

std::string risks(const RiskView& view, const TerminalStyle& style, bool all) {
  constexpr std::size_t kSector = 40, kCell = 18;
  const Paint paint(style);
  std::string out = pad("", kSector);
  for (const protect::Named& category : protect::risk_categories()) {
    // "Attacks Targeting AI Systems" by its key, which says which attacks.
    const std::string_view key = category.key;
    out += pad(key.starts_with("attacks-") ? key.substr(key.find('-') + 1) : key, kCell);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  out += "\n";
  for (const protect::Named& sector : protect::sectors()) {
    std::string row;
    bool any = false;
    for (const protect::Named& category : protect::risk_categories()) {
      const std::string cell = cell_of(view.risks, sector.key, category.key);
      any = any || cell != "-";
      row += pad(cell, kCell);
    }
    if (!any && !all) continue;
    row.erase(row.find_last_not_of(' ') + 1);
    out += pad(sector.name, kSector) + row + "\n";
  }
  if (view.risks.empty() && !all) out.clear();
  std::size_t shown = 0, overdue = 0, closed = 0;
  for (const Risk& risk : view.risks) {
    overdue += protect::is_risk_overdue(risk, view.now) ? 1U : 0U;
    const bool is_closed = risk.state == record::RiskState::closed;
    closed += is_closed ? 1U : 0U;
    if (is_closed && !all) continue;
    out += "\n";
    write_risk(out, paint, risk, view.now);
    ++shown;
  }
  if (shown > 0) out += "\n";
  const std::string dot = paint.plain(" · ");
  out +=
      number(view.risks.size() - closed, paint.people()) + " open or accepted" + dot +
      paint.in(overdue > 0 ? Ink::bad : Ink::plain, number(overdue, paint.people()) + " overdue");
  if (closed > 0) {
    out += dot + number(closed, paint.people()) + " closed" + (all ? "" : " (--all lists them)");
  }
  return out + "\n";
}

std::string risk(const Risk& risk, std::span<const Risk> history, base::Millis now,
                 const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  write_risk(out, paint, risk, now);
  const auto done = protect::answered(risk);
  for (std::size_t i = 0; i < done.size(); ++i) {
    std::string text;
    if (i == 0) text = "owner: " + (risk.owner.empty() ? "nobody" : one_line(risk.owner));
    if (i == 1) {
      text = one_line(risk.scenario);
      for (const std::string& id : risk.atlas) {
        text += "; " + id + " " + std::string(protect::atlas_name(id));
      }
    }
    if (i == 2) {
      text = "likelihood " + (risk.likelihood.empty() ? "?" : risk.likelihood) + ", impact " +
             (risk.impact.empty() ? "?" : risk.impact);
    }
    if (i == 3) {
      text = (risk.treatment.empty() ? "no treatment" : risk.treatment) +
             (risk.due == 0 ? ", no date" : ", by " + day(risk.due));
    }
    if (!risk.notes[i].empty()) text += "; " + one_line(risk.notes[i]);
    out += paint.fact(2, protect::kFunctions[i], kLabel, text);
  }
  out += "\n" + paint.in(Ink::bold, "history") + "\n";
  for (const Risk& one : history) {
    const std::string_view level = protect::risk_level(one);
    out += paint.fact(2, minute(one.changed), 24,
                      std::string(record::name(one.state)) + ", " +
                          (level.empty() ? "not measured" : std::string(level)) + ", " +
                          (one.treatment.empty() ? "no treatment" : one.treatment) + ", by " +
                          one_line(one.changed_by));
  }
  return out;
}

}  // namespace bartizan::report
