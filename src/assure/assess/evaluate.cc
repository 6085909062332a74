#include "assure/assess/evaluate.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "assure/assess/changes.h"
#include "assure/assess/weigh.h"
#include "base/time.h"

namespace bartizan::assure::assess {
namespace {

// The check of a declared answer, by the beginning of its id.
constexpr std::string_view kDeclaredCheck = "inventory-field:";
// The check of rule 6, which no framework names.
constexpr std::string_view kSystemsCheck = "systems-meet";

using record::Evidence;
using record::Status;

// A check of a requirement, where its id and its outcome lie.
struct Seen {
  std::string_view id;
  const Outcome* outcome;
};
using SeenChecks = std::vector<Seen>;

struct Decision {
  Status status = Status::unknown;
  std::string why;
};

// How a requirement stands, without copies of what it stands on.
struct Decided {
  SeenChecks checks;
  const RollUp* systems = nullptr;
  std::unique_ptr<const Outcome> of_systems;  // where there are: that of the first of `checks`
  Status automatic = Status::unknown;
  bool is_grave = false;
  std::optional<StandingAnswer> answer;
  Decision decision;
  base::Millis expires = 0;
};

std::size_t count(const SeenChecks& checks, Holds holds) {
  return static_cast<std::size_t>(
      std::ranges::count_if(checks, [&](const Seen& c) { return c.outcome->holds == holds; }));
}

// The check of that outcome that the sentence goes by which says what decided: the first, and of
// several that fail the first that is grave, as a malicious file is before a missing document.
const Outcome* first(const SeenChecks& checks, Holds holds) {
  const Outcome* found = nullptr;
  for (const Seen& check : checks) {
    if (check.outcome->holds != holds) continue;
    if (found == nullptr) found = check.outcome;
    if (holds != Holds::no) break;
    const CheckText* text = check_text(check.id);
    if (text != nullptr && text->is_grave) return check.outcome;
  }
  return found;
}

bool is_grave(const SeenChecks& checks) {
  return std::ranges::any_of(checks, [](const Seen& check) {
    if (check.outcome->holds != Holds::no) return false;
    const CheckText* text = check_text(check.id);
    return text != nullptr && text->is_grave;
  });
}

Status by_checks(const SeenChecks& checks) {
  const std::size_t yes = count(checks, Holds::yes);
  const std::size_t no = count(checks, Holds::no);
  const std::size_t unknown = count(checks, Holds::unknown);
  if (yes + no + unknown == 0) return checks.empty() ? Status::unknown : Status::not_applicable;
  if (yes > 0) return no + unknown == 0 ? Status::met : Status::partly;
  return no > 0 ? Status::unmet : Status::unknown;
}

bool is_verified(const Requirement& requirement) { return requirement.verified != Verified::no; }

std::string said_by(const record::Answer& answer) {
  return answer.by + " answered \"" + std::string(record::name(answer.status)) + "\" on " +
         base::format_date(answer.at) + ": " + answer.reason;
}

// Whether all that holds is what somebody typed into the inventory.
bool is_only_declared(const SeenChecks& checks, Lookup& lookup) {
  const auto is_typed = [&](const std::string& id) {
    const Evidence* piece = lookup.by_id(id);
    return piece != nullptr && piece->kind == record::EvidenceKind::inventory;
  };
  return std::ranges::all_of(checks, [&](const Seen& check) {
    const Ids& by = check.outcome->evidence;
    return check.outcome->holds != Holds::yes || check.id.starts_with(kDeclaredCheck) ||
           (!by.empty() && std::ranges::all_of(by, is_typed));
  });
}

Decision decide_by_checks(const Requirement& requirement, const SeenChecks& checks,
                          Status automatic, Lookup& lookup) {
  const std::size_t yes = count(checks, Holds::yes);
  const std::size_t asked = checks.size() - count(checks, Holds::not_applicable);
  switch (automatic) {
    case Status::met:
      if (!is_verified(requirement)) {
        return {Status::partly,
                "every check holds, but the wording of this entry is not verified against its "
                "source"};
      }
      if (requirement.proof == Proof::weak) {
        return {Status::partly, "every check holds, but checks alone do not prove this"};
      }
      if (is_only_declared(checks, lookup)) {
        return {Status::partly, first(checks, Holds::yes)->why +
                                    ", which somebody declared and nothing here shows"};
      }
      return {Status::met, asked == 1 ? first(checks, Holds::yes)->why
                                      : "all " + std::to_string(asked) + " checks hold"};
    case Status::partly: {
      const Outcome* open = first(checks, Holds::no);
      if (open == nullptr) open = first(checks, Holds::unknown);
      return {Status::partly,
              std::to_string(yes) + " of " + std::to_string(asked) + " checks hold; " + open->why};
    }
    case Status::unmet:
      return {Status::unmet, first(checks, Holds::no)->why};
    case Status::not_applicable:
      return {Status::not_applicable, first(checks, Holds::not_applicable)->why};
    case Status::unknown:
      break;
  }
  const Outcome* open = first(checks, Holds::unknown);
  return {Status::unknown,
          open != nullptr ? open->why : "only people can answer this, and nobody has"};
}

Decision with_answer(const Requirement& requirement, const Decided& decided,
                     Decision by_checks_alone) {
  const record::Answer& answer = decided.answer->answer;
  if (!decided.answer->stands) {
    by_checks_alone.why +=
        "; the answer of " + answer.by + " no longer counts: " + decided.answer->fallen;
    return by_checks_alone;
  }
  if (answer.status == Status::not_applicable ||
      rank(answer.status) < rank(by_checks_alone.status)) {
    return {answer.status, said_by(answer)};
  }
  if (count(decided.checks, Holds::no) > 0) {
    const std::string& no = first(decided.checks, Holds::no)->why;
    // Somebody's word does not outweigh bytes; it can show that the rest is done.
    const Status most = std::min(answer.status, Status::partly,
                                 [](Status a, Status b) { return rank(a) < rank(b); });
    const Status raised = decided.automatic == Status::unmet ? Status::unmet : most;
    return {rank(raised) > rank(by_checks_alone.status) ? raised : by_checks_alone.status,
            said_by(answer) + ", but " + no};
  }
  if (answer.status == Status::met && !is_verified(requirement)) {
    return {Status::partly,
            said_by(answer) + ", but the wording of this entry is not verified against its source"};
  }
  return {answer.status, said_by(answer)};
}

base::Millis earliest(base::Millis a, base::Millis b) {
  if (a == 0) return b;
  return b == 0 ? a : std::min(a, b);
}

// What is wrong, with the command that its sentence ends in, or with what else would mend it.
std::string step_of(const Seen& check) {
  const std::string& why = check.outcome->why;
  const CheckText* text = check_text(check.id);
  const bool says_how = check.id == kSystemsCheck || why.contains(": bartizan ");
  if (says_how || text == nullptr || text->remedy.empty()) return why;
  return why + ". " + text->remedy;
}

std::vector<std::string> to_improve(const Requirement& requirement, const Decided& decided) {
  const Status status = decided.decision.status;
  std::vector<std::string> steps;
  if (status == Status::met || status == Status::not_applicable) return steps;
  for (const Holds holds : {Holds::no, Holds::unknown}) {
    for (const Seen& checked : decided.checks) {
      if (checked.outcome->holds != holds) continue;
      std::string step = step_of(checked);
      // Several checks may ask for the same.
      if (std::ranges::find(steps, step) == steps.end()) steps.push_back(std::move(step));
    }
  }
  const bool answered = decided.answer && decided.answer->stands;
  if (!requirement.question.empty() && !answered) {
    steps.push_back("somebody answers: " + requirement.question);
  }
  return steps;
}

// Why a framework does not apply; empty: it does, or nobody knows.
std::string does_not_apply(const Framework& framework, const Material& material) {
  bool known = false;
  const auto mine = [&](const Evidence& piece) {
    return material.system.empty() || piece.system == material.system;
  };
  for (const Evidence& piece : material.evidence) {
    if (!mine(piece)) continue;
    if (framework.applies == "high-impact" && piece.kind == record::EvidenceKind::inventory) {
      const std::string_view answer = piece.fact("field:is_high_impact");
      if (answer.empty() || answer.starts_with("High")) return {};
      known = true;
    }
    if (framework.applies == "agents" && piece.kind == record::EvidenceKind::discovery) {
      for (const std::string_view kind : {"agents", "tools", "mcp-servers"}) {
        if (piece.fact(kind) != "0") return {};
      }
      known = true;
    }
  }
  if (!known) return {};
  return framework.applies == "agents" ? "it has neither agents nor tools"
                                       : "the inventory declares no high-impact use";
}

const Outcome& outcome_of(const std::string& reference, const Material& material, Outcomes& known) {
  const auto found = known.find(reference);
  if (found != known.end()) return found->second;
  return known.emplace(reference, run_check(reference, material)).first->second;
}

Ids united(const Ids& a, const Ids& b) {
  if (a.empty() || a.is(b)) return b;
  if (b.empty()) return a;
  Ids::List both;
  both.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

// What all of a requirement's checks went by. Others stand on the same ones.
Ids evidence_of(std::span<const Seen> checks, Outcomes& known) {
  std::string references;
  Ids all;
  for (const Seen& checked : checks) {
    const bool is_first = references.empty();
    if (!is_first) references += '\n';
    references += checked.id;
    if (is_first) {
      all = checked.outcome->evidence;
      continue;
    }
    const auto at = known.find(references);
    if (at == known.end()) {
      all = united(all, checked.outcome->evidence);
      known[references].evidence = all;
    } else {
      all = at->second.evidence;
    }
  }
  return all;
}

// How the systems of the organisation stand, where the framework is asked of each of them.
const RollUp* systems_of(const Framework& framework, const Requirement& requirement,
                         const Material& material) {
  if (framework.per != Per::system || !material.system.empty() || material.systems == nullptr) {
    return nullptr;
  }
  const auto at = material.systems->find(standing_subject(framework.id, requirement.id));
  return at == material.systems->end() || at->second.systems() == 0 ? nullptr : &at->second;
}

Decision with_systems(const RollUp& systems, const SeenChecks& checks) {
  if (systems.status() == Status::met && count(checks, Holds::no) > 0) {
    return {Status::partly, systems.sentence() + ", but " + first(checks, Holds::no)->why};
  }
  return {systems.status(), systems.sentence_with_reason()};
}

Decided decide(const Framework& framework, const Requirement& requirement, Lookup& lookup,
               const record::Answer* answer, Outcomes& known) {
  const Material& material = lookup.material();
  Decided decided;
  for (const std::string& id : requirement.checks) {
    const Outcome& outcome = outcome_of(id, material, known);
    decided.checks.push_back({id, &outcome});
    decided.expires = earliest(decided.expires, outcome.expires);
  }
  decided.automatic = by_checks(decided.checks);
  decided.is_grave = is_grave(decided.checks);
  decided.decision = decide_by_checks(requirement, decided.checks, decided.automatic, lookup);
  decided.systems = systems_of(framework, requirement, material);
  if (decided.systems != nullptr) {
    decided.decision = with_systems(*decided.systems, decided.checks);
    decided.automatic = decided.systems->status();
    decided.of_systems = std::make_unique<const Outcome>(
        run_check(std::string(kSystemsCheck) + ":" + standing_subject(framework.id, requirement.id),
                  material));
    decided.checks.insert(decided.checks.begin(), {kSystemsCheck, decided.of_systems.get()});
    decided.expires = earliest(decided.expires, decided.of_systems->expires);
  }
  if (answer != nullptr) {
    decided.answer = weigh(*answer, lookup);
    decided.decision = with_answer(requirement, decided, std::move(decided.decision));
    if (decided.answer->stands) decided.expires = earliest(decided.expires, answer->expires);
  }
  return decided;
}

// What all of it went by.
Ids evidence_of(const Decided& decided, Outcomes& known) {
  const std::span<const Seen> checks(decided.checks);
  Ids all = evidence_of(decided.of_systems ? checks.subspan(1) : checks, known);
  if (decided.of_systems) all = united(all, decided.of_systems->evidence);
  if (decided.answer && decided.answer->stands) {
    Ids::List beside = decided.answer->answer.evidence;
    std::ranges::sort(beside);
    beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
    all = united(all, Ids(std::move(beside)));
  }
  return all;
}

Judged judge(const Requirement& requirement, Decided decided, Outcomes& known) {
  Judged judged;
  judged.requirement = &requirement;
  judged.status = decided.decision.status;
  judged.automatic = decided.automatic;
  judged.would_change = to_improve(requirement, decided);
  judged.evidence = evidence_of(decided, known);
  judged.why = std::move(decided.decision.why);
  for (const Seen& check : decided.checks) {
    judged.checks.push_back({std::string(check.id), *check.outcome});
  }
  if (decided.systems != nullptr) judged.systems = *decided.systems;
  judged.answer = std::move(decided.answer);
  judged.expires = decided.expires;
  judged.is_grave = decided.is_grave;
  return judged;
}

}  // namespace

std::size_t Totals::of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }

std::size_t Totals::all() const {
  std::size_t sum = 0;
  for (const std::size_t n : by_status) sum += n;
  return sum;
}

namespace {

// Judges one requirement after the other, with what all of them need.
class Judging {
 public:
  Judging(const Framework& framework, const Material& material,
          std::span<const record::Answer> answers, Outcomes& known)
      : framework_(framework),
        lookup_(material),
        known_(known),
        excused_(does_not_apply(framework, material)) {
    for (const record::Answer& answer : answers) last_[answer.requirement] = &answer;
  }

  Judged operator()(const Requirement& requirement) {
    return judge(requirement, decided(requirement), known_);
  }

  Standpoint standpoint(const Requirement& requirement) {
    Decided one = decided(requirement);
    return {one.decision.status, std::move(one.decision.why), one.expires, one.is_grave};
  }

 private:
  Decided decided(const Requirement& requirement) {
    const auto answer = last_.find(requirement.id);
    Decided one = decide(framework_, requirement, lookup_,
                         answer == last_.end() ? nullptr : answer->second, known_);
    if (!excused_.empty()) {
      one.decision = {Status::not_applicable, excused_};
      one.automatic = Status::not_applicable;
      one.is_grave = false;
    }
    return one;
  }

  const Framework& framework_;
  Lookup lookup_;
  Outcomes& known_;
  std::string excused_;
  std::map<std::string_view, const record::Answer*> last_;
};

}  // namespace

Assessed evaluate(const Framework& framework, const Material& material,
                  std::span<const record::Answer> answers, Outcomes& known) {
  Judging judging(framework, material, answers, known);
  Assessed assessed{&framework, material.system, material.now, {}, {}};
  for (const Requirement& requirement : framework.requirements) {
    Judged judged = judging(requirement);
    ++assessed.totals.by_status[static_cast<std::size_t>(judged.status)];
    assessed.requirements.push_back(std::move(judged));
  }
  return assessed;
}

std::vector<Standpoint> standpoints(const Framework& framework, const Material& material,
                                    std::span<const record::Answer> answers, Outcomes& known) {
  Judging judging(framework, material, answers, known);
  std::vector<Standpoint> all;
  all.reserve(framework.requirements.size());
  for (const Requirement& requirement : framework.requirements) {
    all.push_back(judging.standpoint(requirement));
  }
  return all;
}

Judged evaluate_one(const Framework& framework, const Requirement& requirement,
                    const Material& material, std::span<const record::Answer> answers,
                    Outcomes& known) {
  return Judging(framework, material, answers, known)(requirement);
}

Assessed evaluate(const Framework& framework, const Material& material,
                  std::span<const record::Answer> answers) {
  Outcomes known;
  return evaluate(framework, material, answers, known);
}

std::vector<std::string> bound_to(const Judged& judged, const Material& material) {
  using record::EvidenceKind;
  // One list for all checks, which mostly went by the same ones: of a large organisation tens of
  // thousands.
  std::unordered_set<std::string_view> gone_by;
  for (const CheckedOutcome& checked : judged.checks) {
    gone_by.insert(checked.outcome.evidence.begin(), checked.outcome.evidence.end());
  }
  std::vector<std::string> ids;
  for (const Evidence& piece : material.evidence) {
    switch (piece.kind) {
      case EvidenceKind::feed:
      case EvidenceKind::vulnerabilities:
      case EvidenceKind::configuration:
      case EvidenceKind::posture:
      case EvidenceKind::policy:
      case EvidenceKind::standing:  // follows from pieces that are bound themselves
        continue;
      default:
        break;
    }
    // The plan is there to be changed.
    if (piece.fact("type") == "plan") continue;
    const bool reading = piece.kind == EvidenceKind::discovery && !material.system.empty() &&
                         piece.system == material.system;
    if (reading || gone_by.contains(piece.id)) ids.push_back(piece.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<record::Standing> standings(const Assessed& assessed) {
  std::vector<record::Standing> kept;
  for (const Judged& judged : assessed.requirements) {
    Ids::List ids = judged.evidence.list();
    if (ids.size() > kMostKeptIds) ids.resize(kMostKeptIds);
    kept.push_back({assessed.framework->id, judged.requirement->id, assessed.system, assessed.now,
                    judged.status, std::move(ids), judged.why});
  }
  return kept;
}

}  // namespace bartizan::assure::assess
