#include "assure/assess/evaluate.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include "assure/assess/changes.h"
#include "base/time.h"

namespace bartizan::assure::assess {
namespace {

// The check of a declared answer, by the beginning of its id.
constexpr std::string_view kDeclaredCheck = "inventory-field:";

using record::Evidence;
using record::Status;

std::size_t count(const std::vector<CheckedOutcome>& checks, Holds holds) {
  return static_cast<std::size_t>(
      std::count_if(checks.begin(), checks.end(),
                    [&](const CheckedOutcome& c) { return c.outcome.holds == holds; }));
}

// The first check of that outcome, for the sentence that says what decided.
const CheckedOutcome* first(const std::vector<CheckedOutcome>& checks, Holds holds) {
  const auto at = std::find_if(checks.begin(), checks.end(),
                               [&](const CheckedOutcome& c) { return c.outcome.holds == holds; });
  return at == checks.end() ? nullptr : &*at;
}

Status by_checks(const std::vector<CheckedOutcome>& checks) {
  const std::size_t yes = count(checks, Holds::yes);
  const std::size_t no = count(checks, Holds::no);
  const std::size_t unknown = count(checks, Holds::unknown);
  if (yes + no + unknown == 0) return checks.empty() ? Status::unknown : Status::not_applicable;
  if (yes > 0) return no + unknown == 0 ? Status::met : Status::partly;
  return no > 0 ? Status::unmet : Status::unknown;
}

bool is_verified(const Requirement& requirement) { return requirement.verified != Verified::no; }

constexpr std::size_t kShownDigits = 12;  // of a SHA-256, as version control shows them

std::string short_hash(const std::string& sha256) {
  return sha256.empty() ? "not known" : sha256.substr(0, kShownDigits);
}

// The pieces of a Material by id and by what they are about, of several the first. Made when an
// answer asks for the first one: most assessments never do.
class Lookup {
 public:
  explicit Lookup(const Material& material) : material_(material) {}

  const Material& material() const { return material_; }

  const Evidence* by_id(std::string_view id) { return in(ids_, material_.evidence, id); }
  const Evidence* remembered(std::string_view id) {
    return in(remembered_, material_.remembered, id);
  }
  // The piece of now that is about the same.
  const Evidence* successor(const Evidence& was) {
    if (subjects_.empty()) {
      for (const Evidence& piece : material_.evidence) subjects_.emplace(piece.subject, &piece);
    }
    const Evidence* best = nullptr;
    const auto [first, last] = subjects_.equal_range(was.subject);
    for (auto at = first; at != last; ++at) {
      const Evidence& piece = *at->second;
      if (piece.kind != was.kind || piece.system != was.system) continue;
      if (best == nullptr || &piece < best) best = &piece;
    }
    return best;
  }

 private:
  using ById = std::unordered_map<std::string_view, const Evidence*>;

  static const Evidence* in(ById& index, std::span<const Evidence> pieces, std::string_view id) {
    if (index.empty()) {
      for (const Evidence& piece : pieces) index.emplace(piece.id, &piece);
    }
    const auto at = index.find(id);
    return at == index.end() ? nullptr : at->second;
  }

  const Material& material_;
  ById ids_, remembered_;
  std::unordered_multimap<std::string_view, const Evidence*> subjects_;
};

// The first fact that is not what it was, as "was clean, is malicious"; empty where none differs.
std::string difference(const Evidence& was, const Evidence& is) {
  for (const record::EvidenceFact& fact : was.facts) {
    const std::string_view now = is.fact(fact.key);
    if (fact.key.ends_with(":names") || now == fact.value) continue;
    return fact.key + " was " + fact.value + ", is " +
           (now.empty() ? "not known" : std::string(now));
  }
  for (const record::EvidenceFact& fact : is.facts) {
    if (was.fact(fact.key).empty() && !fact.key.ends_with(":names")) {
      return fact.key + " is now " + fact.value;
    }
  }
  return {};
}

std::string how_it_changed(const Evidence& was, const Evidence* is) {
  if (is == nullptr || is->fact("gone") == "yes") return was.name + " is gone";
  if (is->sha256 != was.sha256) {
    return was.name + " changed: SHA-256 was " + short_hash(was.sha256) + ", is " +
           short_hash(is->sha256);
  }
  const std::string what = difference(was, *is);
  return was.name + " changed" + (what.empty() ? "" : ": " + what);
}

// Why the evidence of an answer is no longer what it was; empty: it is. What has other bytes is
// said before what merely is judged otherwise.
std::string changed_since(const record::Answer& answer, Lookup& lookup) {
  std::string bytes, other, old;
  std::size_t changed = 0;
  for (const std::string& id : answer.evidence) {
    if (const Evidence* piece = lookup.by_id(id)) {
      if (old.empty() && piece->expired(lookup.material().now)) {
        old =
            piece->name + " has to be read again: its reading of " + base::format_date(piece->at) +
            " counts no more";
      }
      continue;
    }
    ++changed;
    const Evidence* was = lookup.remembered(id);
    if (was == nullptr) continue;
    const Evidence* is = lookup.successor(*was);
    std::string& said = is == nullptr || is->sha256 != was->sha256 ? bytes : other;
    if (said.empty()) said = how_it_changed(*was, is);
  }
  if (changed == 0) return old;
  std::string why = bytes.empty() ? other : bytes;
  if (why.empty()) why = "evidence that it was given beside has changed";
  if (changed > 1) why += " (and " + std::to_string(changed - 1) + " more)";
  return why;
}

StandingAnswer weigh(const record::Answer& answer, Lookup& lookup) {
  StandingAnswer weighed{answer, false, {}};
  if (answer.withdrawn != 0) {
    weighed.fallen = "it was withdrawn on " + base::format_date(answer.withdrawn) +
                     (answer.withdrawn_by.empty() ? "" : " by " + answer.withdrawn_by);
  } else if (answer.expires <= lookup.material().now) {
    weighed.fallen = "it expired on " + base::format_date(answer.expires);
  } else {
    weighed.fallen = changed_since(answer, lookup);
  }
  weighed.stands = weighed.fallen.empty();
  return weighed;
}

struct Decision {
  Status status;
  std::string why;
};

std::string said_by(const record::Answer& answer) {
  return answer.by + " answered \"" + std::string(record::name(answer.status)) + "\" on " +
         base::format_date(answer.at) + ": " + answer.reason;
}

// Whether all that holds is what somebody typed into the inventory.
bool is_only_declared(const Judged& judged) {
  return std::ranges::all_of(judged.checks, [](const CheckedOutcome& check) {
    return check.outcome.holds != Holds::yes || check.id.starts_with(kDeclaredCheck);
  });
}

Decision decide_by_checks(const Requirement& requirement, const Judged& judged) {
  const std::size_t yes = count(judged.checks, Holds::yes);
  const std::size_t asked = judged.checks.size() - count(judged.checks, Holds::not_applicable);
  switch (judged.automatic) {
    case Status::met:
      if (!is_verified(requirement)) {
        return {Status::partly,
                "every check holds, but the wording of this entry is not verified against its "
                "source"};
      }
      if (requirement.proof == Proof::weak) {
        return {Status::partly, "every check holds, but checks alone do not prove this"};
      }
      if (is_only_declared(judged)) {
        return {Status::partly, first(judged.checks, Holds::yes)->outcome.why +
                                    ", which somebody declared and nothing here shows"};
      }
      return {Status::met, asked == 1 ? first(judged.checks, Holds::yes)->outcome.why
                                      : "all " + std::to_string(asked) + " checks hold"};
    case Status::partly: {
      const CheckedOutcome* open = first(judged.checks, Holds::no);
      if (open == nullptr) open = first(judged.checks, Holds::unknown);
      return {Status::partly, std::to_string(yes) + " of " + std::to_string(asked) +
                                  " checks hold; " + open->outcome.why};
    }
    case Status::unmet:
      return {Status::unmet, first(judged.checks, Holds::no)->outcome.why};
    case Status::not_applicable:
      return {Status::not_applicable, first(judged.checks, Holds::not_applicable)->outcome.why};
    case Status::unknown:
      break;
  }
  const CheckedOutcome* open = first(judged.checks, Holds::unknown);
  return {Status::unknown,
          open != nullptr ? open->outcome.why : "only people can answer this, and nobody has"};
}

Decision with_answer(const Requirement& requirement, const Judged& judged,
                     Decision by_checks_alone) {
  const record::Answer& answer = judged.answer->answer;
  if (!judged.answer->stands) {
    by_checks_alone.why +=
        "; the answer of " + answer.by + " no longer counts: " + judged.answer->fallen;
    return by_checks_alone;
  }
  if (answer.status == Status::not_applicable ||
      rank(answer.status) < rank(by_checks_alone.status)) {
    return {answer.status, said_by(answer)};
  }
  if (count(judged.checks, Holds::no) > 0) {
    const std::string& no = first(judged.checks, Holds::no)->outcome.why;
    // Somebody's word does not outweigh bytes; it can show that the rest is done.
    const Status most = std::min(answer.status, Status::partly,
                                 [](Status a, Status b) { return rank(a) < rank(b); });
    const Status raised = judged.automatic == Status::unmet ? Status::unmet : most;
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

std::vector<std::string> to_improve(const Requirement& requirement, const Judged& judged) {
  std::vector<std::string> steps;
  if (judged.status == Status::met || judged.status == Status::not_applicable) return steps;
  for (const Holds holds : {Holds::no, Holds::unknown}) {
    for (const CheckedOutcome& checked : judged.checks) {
      // Several checks may ask for the same.
      const bool asked = std::ranges::find(steps, checked.outcome.why) != steps.end();
      if (checked.outcome.holds == holds && !asked) steps.push_back(checked.outcome.why);
    }
  }
  const bool answered = judged.answer && judged.answer->stands;
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
Ids evidence_of(const std::vector<CheckedOutcome>& checks, Outcomes& known) {
  std::string references;
  Ids all;
  for (const CheckedOutcome& checked : checks) {
    const bool is_first = references.empty();
    references += (is_first ? "" : "\n") + checked.id;
    if (is_first) {
      all = checked.outcome.evidence;
      continue;
    }
    const auto at = known.find(references);
    if (at == known.end()) {
      all = united(all, checked.outcome.evidence);
      known[references].evidence = all;
    } else {
      all = at->second.evidence;
    }
  }
  return all;
}

Judged judge(const Requirement& requirement, Lookup& lookup, const record::Answer* answer,
             Outcomes& known) {
  const Material& material = lookup.material();
  Judged judged;
  judged.requirement = &requirement;
  for (const std::string& id : requirement.checks) {
    judged.checks.push_back({id, outcome_of(id, material, known)});
    judged.expires = earliest(judged.expires, judged.checks.back().outcome.expires);
  }
  judged.evidence = evidence_of(judged.checks, known);
  judged.automatic = by_checks(judged.checks);
  Decision decision = decide_by_checks(requirement, judged);
  if (answer != nullptr) {
    judged.answer = weigh(*answer, lookup);
    decision = with_answer(requirement, judged, std::move(decision));
    if (judged.answer->stands) {
      Ids::List beside = answer->evidence;
      std::sort(beside.begin(), beside.end());
      beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
      judged.evidence = united(judged.evidence, Ids(std::move(beside)));
      judged.expires = earliest(judged.expires, answer->expires);
    }
  }
  judged.status = decision.status;
  judged.why = std::move(decision.why);
  judged.would_change = to_improve(requirement, judged);
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
      : lookup_(material), known_(known), excused_(does_not_apply(framework, material)) {
    for (const record::Answer& answer : answers) last_[answer.requirement] = &answer;
  }

  Judged operator()(const Requirement& requirement) {
    const auto answer = last_.find(requirement.id);
    Judged judged =
        judge(requirement, lookup_, answer == last_.end() ? nullptr : answer->second, known_);
    if (!excused_.empty()) {
      judged.status = judged.automatic = Status::not_applicable;
      judged.why = excused_;
      judged.would_change.clear();
    }
    return judged;
  }

 private:
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
  std::vector<std::string> ids;
  for (const Evidence& piece : material.evidence) {
    switch (piece.kind) {
      case EvidenceKind::feed:
      case EvidenceKind::vulnerabilities:
      case EvidenceKind::configuration:
      case EvidenceKind::posture:
      case EvidenceKind::policy:
        continue;
      default:
        break;
    }
    // The plan is there to be changed.
    if (piece.fact("type") == "plan") continue;
    const bool gone_by =
        std::any_of(judged.checks.begin(), judged.checks.end(), [&](const CheckedOutcome& checked) {
          return std::binary_search(checked.outcome.evidence.begin(),
                                    checked.outcome.evidence.end(), piece.id);
        });
    const bool reading = piece.kind == EvidenceKind::discovery && !material.system.empty() &&
                         piece.system == material.system;
    if (gone_by || reading) ids.push_back(piece.id);
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
