#include "report/vuln.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/escape.h"
#include "report/paint.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

namespace room = assure::vuln;
using room::Assessment;
using room::Block;
using room::Standing;
using room::System;
using room::Weakness;

// Of one package a terminal shows so many weaknesses unasked, of a system so many of the rest.
constexpr std::size_t kMostWeaknesses = 5;
constexpr std::size_t kMostNames = 4;
constexpr base::Millis kDay = 86'400'000;

std::string days(base::Millis span, bool people) {
  return count_of(static_cast<std::uint64_t>(std::max<base::Millis>(span / kDay, 0)), "day",
                  people);
}

std::string percent(double part) {
  const double value = part * 100;
  if (value < 1) return "under 1 %";
  return std::to_string(std::lround(value)) + " %";
}

std::string one_decimal(double value) {
  const long tenths = std::lround(value * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string place_of(const std::string& path, std::uint32_t line) {
  return one_line(path) + (line == 0 ? "" : ":" + std::to_string(line));
}

std::string reach_words(const Block& block) {
  const room::Reach& reach = block.reach;
  const record::Occurrence* declared = room::declaration_of(block.component);
  std::string out;
  switch (reach.nearness) {
    case room::Nearness::imported:
      out = "imported at " + place_of(reach.path, reach.line);
      break;
    case room::Nearness::installed:
      out = "installed: " + place_of(reach.path, reach.line);
      break;
    case room::Nearness::declared:
      out = "asked for at " + place_of(reach.path, reach.line);
      break;
    case room::Nearness::unknown:
      return "a BOM says that it is there";
  }
  if (reach.nearness == room::Nearness::imported) {
    if (declared != nullptr && declared->path != reach.path) {
      out += ", asked for at " + place_of(declared->path, declared->line);
    }
  } else if (reach.looked_for) {
    out += "; no import was seen";
  }
  return out;
}

std::string outcome_words(const Weakness& w, base::Millis now, bool people) {
  if (w.match.malicious) return "malicious package: remove it and look for what it did";
  if (w.standing == Standing::excused) {
    std::string out = "excused: " + std::string(record::name(w.vex->status));
    if (!w.vex->justification.empty()) out += ", " + one_line(w.vex->justification);
    return out + (w.vex->author.empty() ? "" : " (" + one_line(w.vex->author) + ")");
  }
  if (w.standing == Standing::accepted)
    return "accepted until " + base::format_date(w.decided.until);
  std::string out;
  if (room::is_overdue(w, now)) {
    out = "overdue by " + days(now - w.decided.due, people) + " (was due " +
          base::format_date(w.decided.due) + ")";
  } else if (w.decided.due != 0) {
    out = "due " + base::format_date(w.decided.due) + " (" + days(w.decided.due - now, people) +
          " left)";
  }
  return out + (out.empty() ? "" : ": ") + w.decided.outcome;
}

std::string signs(const Weakness& w, const Paint& paint) {
  std::vector<std::string> all;
  if (w.kev) all.push_back(w.kev->added == 0 ? "in KEV" : "KEV " + base::format_date(w.kev->added));
  if (w.kev && w.kev->ransomware) all.emplace_back("used by ransomware");
  if (w.ssvc && !w.kev && !w.ssvc->exploitation.empty() && w.ssvc->exploitation != "none") {
    all.push_back("exploitation: " + one_line(w.ssvc->exploitation));
  }
  if (w.cvss > 0) {
    all.push_back("CVSS " + one_decimal(w.cvss));
  } else if (!w.severity.empty()) {
    all.push_back(one_line(w.severity));
  }
  if (w.epss) all.push_back("EPSS " + percent(w.epss->probability));
  std::string out;
  for (const std::string& one : all) out += paint.plain(" · ") + one;
  return out;
}

Ink ink_of(const Weakness& w, base::Millis now) {
  if (w.standing != Standing::counts) return Ink::dim;
  if (w.match.malicious || room::is_overdue(w, now) || w.decided.forensic) return Ink::bad;
  return w.decided.due != 0 ? Ink::warn : Ink::plain;
}

void write_inputs(std::string& out, const Paint& paint, const Weakness& w) {
  const auto decision = assure::decide::decision_of(w.decided);
  if (!decision) return;
  std::vector<std::string> inputs;
  for (const assure::decide::Input& input : decision->inputs) {
    inputs.push_back(input.key + " " + input.value + " (" +
                     one_line(input.assumed ? "assumed: " + input.why : input.source) + ")");
  }
  out += paint.items(4, "because", 14, inputs);
}

void write_weakness(std::string& out, const Paint& paint, const Weakness& w,
                    const Assessment& assessment, const VulnOptions& options) {
  out += "  " + paint.in(ink_of(w, assessment.now), one_line(w.match.id)) + "  " +
         outcome_words(w, assessment.now, paint.people()) + signs(w, paint) + "\n";
  if (!w.summary.empty()) out += paint.fact(4, "what", 14, one_line(w.summary));
  out += paint.fact(4, "why", 14,
                    one_line(w.match.why) + (w.match.fixed_in.empty()
                                                 ? "; no fixed version is known"
                                                 : "; fixed in " + one_line(w.match.fixed_in)));
  if (!options.verbose) return;
  write_inputs(out, paint, w);
  if (!w.match.aliases.empty()) {
    std::vector<std::string> names;
    for (const std::string& alias : w.match.aliases) names.push_back(one_line(alias));
    out += paint.items(4, "also", 14, names);
  }
  std::vector<std::string> feeds;
  for (const record::Advisory& a : w.match.advisories) {
    feeds.push_back(one_line(a.id) + " of " + one_line(a.feed));
  }
  out += paint.items(4, "said by", 14, feeds);
  if (!w.url.empty()) out += paint.fact(4, "see", 14, one_line(w.url));
}

void write_block(std::string& out, const Paint& paint, const Block& block,
                 const Assessment& assessment, const VulnOptions& options) {
  const std::size_t counting = block.count(Standing::counts);
  const bool bad = std::ranges::any_of(
      block.weaknesses, [&](const Weakness& w) { return ink_of(w, assessment.now) == Ink::bad; });
  out += paint.in(bad            ? Ink::bad
                  : counting > 0 ? Ink::warn
                                 : Ink::dim,
                  bad            ? "✗"
                  : counting > 0 ? "!"
                                 : "·") +
         " " + paint.in(Ink::bold, title_of(block.component)) + "  " +
         paint.in(Ink::dim, block.component.kind == record::ComponentKind::package
                                ? one_line(block.component.provider)
                                : std::string(record::name(block.component.kind))) +
         "\n";
  out += paint.fact(4, "do", 14, remedy_of(block));
  out += paint.fact(4, "where", 14, reach_words(block));
  std::size_t shown = 0;
  std::map<std::string, std::size_t> rest;
  for (const Weakness& w : block.weaknesses) {
    if (w.standing == Standing::possible) continue;
    if (w.standing == Standing::excused && !options.verbose) continue;
    if (!options.all && shown == kMostWeaknesses) {
      ++rest[outcome_words(w, assessment.now, paint.people())];
      continue;
    }
    ++shown;
    write_weakness(out, paint, w, assessment, options);
  }
  for (const auto& [outcome, n] : rest) {
    out += paint.in(Ink::dim, "  and " + std::to_string(n) + " more: " + outcome) + "\n";
  }
  if (options.verbose && !block.withdrawn.empty()) {
    std::string ids;
    for (const std::string& id : block.withdrawn) ids += (ids.empty() ? "" : ", ") + one_line(id);
    out += paint.fact(4, "withdrawn", 14, ids);
  }
  out += "\n";
}

bool is_certain(const Block& block, bool verbose) {
  return std::ranges::any_of(block.weaknesses, [&](const Weakness& w) {
    return w.standing == Standing::counts || w.standing == Standing::accepted ||
           (verbose && w.standing == Standing::excused);
  });
}

// One line for each package whose version is not known exactly.
void write_possible(std::string& out, const Paint& paint, const System& system,
                    const VulnOptions& options) {
  std::vector<const Block*> all;
  for (const Block& block : system.blocks) {
    if (block.count(Standing::possible) > 0) all.push_back(&block);
  }
  if (all.empty()) return;
  out += paint.in(Ink::unsure, "?") + " " + paint.in(Ink::bold, "possible") + "  " +
         paint.in(Ink::dim,
                  "nothing says exactly which version it is, or advisories cannot be compared") +
         "\n";
  const std::size_t most = options.all || options.verbose ? all.size() : kMostWeaknesses;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) {
    const Block& block = *all[i];
    const std::size_t n = block.count(Standing::possible);
    std::string line = number(n, paint.people()) + (n == 1 ? " weakness" : " weaknesses");
    const std::string_view constraint = block.component.attribute("constraint");
    std::string name = title_of(block.component);
    if (block.component.version.empty() && !constraint.empty()) name += " " + one_line(constraint);
    line = name + ": " + line;
    if (const auto* at = room::declaration_of(block.component); at != nullptr) {
      line += ", " + place_of(at->path, at->line);
    }
    if (block.component.version.empty() && !block.upgrade_to.empty()) {
      line += "; none of them is in " + one_line(block.upgrade_to);
    }
    out += "    " + line + "\n";
    if (!options.verbose) continue;
    for (const Weakness& w : block.weaknesses) {
      if (w.standing != Standing::possible) continue;
      out +=
          "      " + one_line(w.match.id) + "  " + one_line(w.match.why) + signs(w, paint) + "\n";
    }
  }
  if (most < all.size()) {
    out += paint.in(Ink::dim, "    and " + std::to_string(all.size() - most) +
                                  " more packages (--unfold lists them)") +
           "\n";
  }
  out += paint.fact(4, "do", 14,
                    "pin the version that is used, or read what is installed: bartizan vuln "
                    "on the folder that holds it") +
         "\n";
}

void write_facts(std::string& out, const Paint& paint, const System& system,
                 const VulnOptions& options) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  for (std::size_t i = 0; i < system.facts.size();) {
    std::size_t end = i;
    const auto rule = catalog.rule(system.facts[i].rule);
    const auto title = [&](const room::Fact& fact) {
      record::Finding filled;
      filled.subject = base::escape_name(fact.subject);
      return rule ? record::fill(rule->title, filled) : fact.rule;
    };
    // What a title says is true of all that stand below it.
    while (end < system.facts.size() && system.facts[end].rule == system.facts[i].rule &&
           title(system.facts[end]) == title(system.facts[i])) {
      ++end;
    }
    const std::string severity(rule ? rule->severity : "info");
    // What is only good to know is for those who ask.
    if (severity == "info" && !options.verbose && !options.all) {
      i = end;
      continue;
    }
    const std::size_t n = end - i;
    record::Finding filled;
    filled.subject = base::escape_name(system.facts[i].subject);
    out += paint.in(severity == "high" ? Ink::bad : Ink::warn, severity == "high" ? "✗" : "!") +
           " " +
           paint.in(Ink::bold, title(system.facts[i])) +
           "  " + paint.in(Ink::dim, system.facts[i].rule + ", " + severity) + "\n";
    std::vector<std::string> names;
    for (std::size_t k = i; k < end; ++k) {
      if (!options.all && names.size() == kMostNames) {
        names.push_back("and " + std::to_string(n - kMostNames) + " more");
        break;
      }
      const std::string name = one_line(system.facts[k].component);
      const std::string where = place_of(system.facts[k].path, system.facts[k].line);
      names.push_back(name == where ? name : name + " (" + where + ")");
    }
    out += paint.items(4, n == 1 ? "model" : "models", 14, names);
    if (options.verbose && rule) out += paint.fact(4, "why", 14, rule->why);
    if (rule) out += paint.fact(4, "do", 14, record::fill(rule->remedy, filled));
    out += "\n";
    i = end;
  }
}

void write_health(std::string& out, const Paint& paint, const System& system) {
  for (const room::Health& h : system.health) {
    std::vector<std::string> says;
    says.push_back(h.licence.empty() ? "no licence" : "licence " + one_line(h.licence));
    if (h.own) {
      says.push_back(h.security_policy.empty() ? "no security policy"
                                               : "security policy " + one_line(h.security_policy));
      says.push_back(h.lock.empty() ? "no lock file" : "lock file " + one_line(h.lock));
      says.push_back(std::to_string(h.pinned) + " pinned, " + std::to_string(h.unpinned) + " not");
    }
    if (!h.maintained.empty()) says.push_back("last change " + one_line(h.maintained));
    const std::string name =
        h.own ? "project " + one_line(h.path) : one_line(h.name) + " " + one_line(h.version);
    out += paint.items(0, name, 30, says);
  }
  if (!system.health.empty()) out += "\n";
}

void write_exposure(std::string& out, const Paint& paint, const System& system) {
  if (system.exposure) {
    out += paint.fact(
        2, "exposed", 12,
        std::string(system.exposure->exposed ? "yes" : "no") + ", says " +
            one_line(system.exposure->by) +
            (system.exposure->at == 0 ? "" : " on " + base::format_date(system.exposure->at)));
    return;
  }
  const bool decided = std::ranges::any_of(
      system.blocks, [](const Block& block) { return block.count(Standing::counts) > 0; });
  if (!decided) return;
  out += paint.fact(2, "exposed", 12,
                    "nobody said; assumed to be reachable from the internet. Say so: " +
                        exposure_command(system));
}

std::string feed_words(const Assessment& assessment, const VulnOptions& options) {
  std::string out;
  for (const record::Feed& feed : assessment.feeds) {
    const base::Millis at = feed.data_date != 0 ? feed.data_date : feed.imported;
    out += (out.empty() ? "" : ", ") + one_line(feed.id);
    if (at != 0) out += " of " + base::format_date(at);
  }
  (void)options;
  return out.empty() ? "none" : out;
}

}  // namespace

std::string title_of(const record::Component& component) {
  return one_line(component.name) +
         (component.version.empty() ? "" : " " + one_line(component.version));
}

std::string remedy_of(const Block& block) {
  const std::string name = one_line(block.component.name);
  const bool malicious = std::ranges::any_of(block.weaknesses, [](const Weakness& w) {
    return w.match.malicious && w.standing == Standing::counts;
  });
  if (malicious)
    return "remove " + name + ", and treat the machine that installed it as taken over";
  if (!block.upgrade_to.empty()) return "upgrade " + name + " to >= " + one_line(block.upgrade_to);
  std::string best;
  for (const Weakness& w : block.weaknesses) {
    if (!w.match.fixed_in.empty() && best.empty()) best = w.match.fixed_in;
  }
  if (!best.empty()) {
    return "no version without known weaknesses is named; " + one_line(best) +
           " fixes the worst of them";
  }
  return "no fixed version is known: take " + name +
         " out, keep it from strangers, or say why it does not matter here (bartizan vex)";
}

std::string exposure_command(const System& system) {
  return "bartizan exposure set --system " + system.id + " --exposed yes|no --by NAME";
}

std::string vuln(const Assessment& assessment, const VulnOptions& options) {
  const Paint paint(options.style);
  std::string out;
  std::size_t counts[4] = {0, 0, 0, 0};
  std::uint64_t on_upgrade = 0;
  for (const System& system : assessment.systems) {
    std::string text;
    for (const Block& block : system.blocks) {
      for (const Weakness& w : block.weaknesses) {
        ++counts[static_cast<std::size_t>(w.standing)];
        if (w.standing == Standing::counts && w.decided.due == 0 && !w.match.malicious)
          ++on_upgrade;
      }
      if (is_certain(block, options.verbose)) write_block(text, paint, block, assessment, options);
    }
    write_possible(text, paint, system, options);
    write_facts(text, paint, system, options);
    if (options.verbose) write_health(text, paint, system);
    if (text.empty() || options.quiet) continue;
    out += paint.in(Ink::bold, one_line(system.name.empty() ? system.place : system.name)) + "  " +
           paint.in(Ink::dim, one_line(system.place)) + "\n";
    write_exposure(out, paint, system);
    out += "\n" + text;
  }
  const room::Stops stops = room::stops(assessment);
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t n, const std::string& what) {
    if (n > 0) parts.push_back(number(n, paint.people()) + " " + what);
  };
  add(stops.malicious, "malicious");
  add(room::suspicious(assessment), "suspicious");
  add(stops.overdue, "overdue");
  add(stops.with_clock, "with a clock");
  add(on_upgrade, "on system upgrade");
  add(counts[static_cast<std::size_t>(Standing::possible)], "possible");
  add(counts[static_cast<std::size_t>(Standing::accepted)], "accepted");
  add(counts[static_cast<std::size_t>(Standing::excused)], "excused by VEX");
  std::string line;
  for (const std::string& part : parts) line += (line.empty() ? "" : paint.plain(" · ")) + part;
  const bool looked = std::ranges::any_of(assessment.feeds, [](const record::Feed& feed) {
    return feed.kind == record::FeedKind::osv || feed.kind == record::FeedKind::cve;
  });
  if (line.empty())
    line = looked && assessment.components > 0 ? "no known weakness" : "not looked up";
  out += paint.in(Ink::bold, line) + "\n";
  out += count_of(assessment.components, "component", paint.people()) + " looked up in " +
         count_of(assessment.systems.size(), "system", paint.people()) +
         (assessment.nameless == 0 ? std::string()
                                   : ", " + number(assessment.nameless, paint.people()) +
                                         " without a name that advisories use") +
         "; feeds: " + feed_words(assessment, options) + paint.plain(" · ") + "exit " +
         std::to_string(options.exit_code) + "\n";
  for (const auto* sentences : {&assessment.doubts, &assessment.unread}) {
    for (const std::string& sentence : *sentences) {
      out += paint.in(Ink::unsure, "?") + " " + one_line(sentence) + "\n";
    }
  }
  return out;
}

}  // namespace bartizan::report
