#include "report/gate_words.h"

#include <algorithm>
#include <map>

#include "base/escape.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {

namespace gate = assure::gate;
using gate::Standing;

std::string_view symbol(Standing standing) {
  switch (standing) {
    case Standing::failed:
      return "✗";
    case Standing::warned:
      return "!";
    case Standing::undecided:
      return "?";
    case Standing::excepted:
      return "·";
    case Standing::passed:
      return "✓";
  }
  return "";
}

Ink ink(Standing standing) {
  switch (standing) {
    case Standing::failed:
      return Ink::bad;
    case Standing::warned:
      return Ink::warn;
    case Standing::undecided:
      return Ink::unsure;
    case Standing::excepted:
      return Ink::dim;
    case Standing::passed:
      return Ink::good;
  }
  return Ink::plain;
}

const gate::Rule& rule_of(const GateView& view, const gate::RuleResult& result) {
  return view.policy.rules[result.rule];
}

namespace {

std::string where_of(const gate::Place& place) {
  if (place.path.empty()) return {};
  std::string out = base::escape_name(place.path);
  if (place.line != 0) return out + ":" + std::to_string(place.line);
  if (!place.inside.empty()) out += " › " + place.inside;
  if (place.offset) out += ", byte " + std::to_string(*place.offset);
  return out;
}

// Rules about what a file does are answered by its worst finding; others by what they asked for.
bool asks_for_findings(const gate::Rule& rule) {
  for (const auto* alternatives : {&rule.when, &rule.unless}) {
    for (const gate::Alternative& tests : *alternatives) {
      for (const gate::Test& test : tests) {
        if (test.field == "verdict" || test.field == "severity" || test.field == "rule") return true;
      }
    }
  }
  return rule.when.empty();
}

// "format torch-zip, pickle"
std::string answer(const gate::Rule& rule, const gate::Fact& fact, base::Millis now) {
  std::string out;
  for (const gate::Checked& checked : gate::check(rule, fact, now)) {
    if (checked.exempts || checked.truth != gate::Truth::yes) continue;
    const std::string said = checked.test->field + " " +
                             (checked.met.empty() ? checked.found : checked.met);
    if (out.find(said) == std::string::npos) out += (out.empty() ? "" : ", ") + said;
  }
  return out;
}

}  // namespace

std::string why_of(const gate::Examination& examination) {
  std::string out = one_line(examination.why);
  for (const std::string& reason : examination.reasons) {
    out += (reason == examination.reasons.front() ? ": " : ", ") + one_line(reason);
  }
  return out;
}

std::string remedy_of(const gate::Examination& examination) {
  if (!examination.remedy.empty() || examination.reasons.empty()) {
    return one_line(examination.remedy);
  }
  return std::string(explain_reason(examination.reasons.front()).remedy);
}

GateRow row(const GateView& view, const gate::Rule& rule, const gate::Judged& judged) {
  GateRow row;
  row.standing = judged.standing;
  row.accepted_by = judged.accepted_by;
  if (judged.subject != gate::kNone) {
    row.about = &view.evidence.subjects[judged.subject];
    row.subject = one_line(row.about->name);
  }
  const gate::Place* place = nullptr;
  if (judged.fact != gate::kNone) {
    row.fact = &view.evidence.facts[judged.fact];
    const bool other = row.fact->kind == gate::FactKind::scan && !asks_for_findings(rule);
    row.what = one_line(row.fact->detail);
    if (other && judged.standing != Standing::passed) {
      if (const std::string said = answer(rule, *row.fact, view.now); !said.empty()) {
        row.what = one_line(said);
      }
    }
    if (!judged.why.empty()) row.what += ": " + one_line(judged.why);
    row.source = one_line(row.fact->source);
    if (!other) row.remedy = one_line(row.fact->remedy);
    place = &row.fact->place;
  } else if (judged.examination != gate::kNone) {
    const gate::Examination& examination = view.evidence.examinations[judged.examination];
    row.what = examination.why.empty() ? one_line(judged.why) : why_of(examination);
    row.remedy = remedy_of(examination);
    place = &examination.place;
  } else {
    row.what = one_line(judged.why);
  }
  if (row.remedy.empty()) row.remedy = one_line(rule.remedy);
  if (place != nullptr) {
    row.path = place->path;
    row.line = place->line;
    const bool whole = row.fact != nullptr && row.fact->kind == gate::FactKind::scan &&
                       !asks_for_findings(rule);
    row.where = whole ? base::escape_name(place->path) : where_of(*place);
  }
  return row;
}

std::vector<GateGap> gaps(const GateView& view) {
  // By what is missing and why, in the order of the rules that need it.
  std::vector<GateGap> all;
  std::map<std::string, std::size_t> known;
  for (const gate::RuleResult& result : view.gate.rules) {
    const gate::Rule& rule = rule_of(view, result);
    for (const gate::Judged& judged : result.judged) {
      if (judged.standing != Standing::undecided || judged.fact != gate::kNone) continue;
      const GateRow told = row(view, rule, judged);
      const std::string kind(gate::name(rule.facts));
      const auto [at, fresh] = known.emplace(told.what + '\0' + told.remedy, all.size());
      if (fresh) {
        const bool no_scope = judged.examination == gate::kNone && judged.subject == gate::kNone;
        all.push_back({kind, told.what,
                       no_scope ? "compare paths and systems of the rule with what was judged "
                                  "(bartizan gate --explain " + rule.id + "), or leave it out here"
                       : judged.examination == gate::kNone ? std::string()
                                                           : told.remedy,
                       {},
                       {}});
      }
      GateGap& gap = all[at->second];
      if (std::find(gap.rules.begin(), gap.rules.end(), rule.id) == gap.rules.end()) {
        gap.rules.push_back(rule.id);
      }
      if (!told.subject.empty() && std::find(gap.subjects.begin(), gap.subjects.end(),
                                             told.subject) == gap.subjects.end()) {
        gap.subjects.push_back(told.subject);
      }
    }
  }
  return all;
}

std::string gate_sentence(const GateView& view) {
  const gate::Gate& gate = view.gate;
  std::string out;
  const auto add = [&](std::size_t n, std::string_view verb) {
    if (n == 0) return;
    out += (out.empty() ? "" : ", ") + count_of(n, "rule") + " " + std::string(verb);
  };
  // Those that lack something may have found something all the same; they stand in their own block.
  std::size_t both = 0;
  for (const gate::RuleResult& result : gate.rules) {
    both += result.standing == Standing::undecided &&
                    std::ranges::any_of(result.judged,
                                        [](const gate::Judged& one) {
                                          return one.standing == Standing::warned;
                                        })
                ? 1U
                : 0U;
  }
  add(gate.failed, "failed");
  add(gate.undecided_rules, "undecided");
  if (both > 0) out += " (" + std::to_string(both) + " of them warned, too)";
  add(gate.warned, "warned");
  add(gate.passed, "passed");
  for (const std::string& why : gate.undecided) out += (out.empty() ? "" : "; ") + why;
  return out;
}

std::string policy_name(const GateView& view) {
  std::string out = one_line(view.policy.origin);
  const std::string title = one_line(view.policy.title);
  if (!title.empty() && !out.ends_with(title)) out += " (" + title + ")";
  return out;
}

}  // namespace bartizan::report
