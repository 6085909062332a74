#include "run/assess.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "run/assess_records.h"
#include "run/self_check.h"
#include "run/version.h"
#include "store/id.h"
#include "text/lines.h"

namespace bartizan::run {
namespace {

namespace assess_room = assure::assess;
using record::Evidence;

// An answer about a large organisation is bound to tens of thousands of pieces.
constexpr std::size_t kMostBeside = 1000;

// What is not there any more, or was judged otherwise, as it was.
base::Result<std::vector<Evidence>> remembered(store::Store& store, const Gathered& gathered) {
  std::set<std::string_view> here;
  for (const Evidence& piece : gathered.evidence) here.insert(piece.id);
  std::set<std::string_view> asked;
  std::vector<Evidence> pieces;
  for (const record::Answer& answer : gathered.answers) {
    for (const std::string& id : answer.evidence) {
      if (here.contains(id) || !asked.insert(id).second) continue;
      auto piece = store.evidence().piece(id);
      if (!piece) return std::unexpected(piece.error());
      if (*piece) pieces.push_back(std::move(**piece));
    }
  }
  return pieces;
}

// One record by its id or a unique beginning of it.
template <typename Record>
std::expected<Record, std::string> called(std::vector<Record> all, std::string_view handle,
                                          const char* noun) {
  std::optional<Record> found;
  for (Record& one : all) {
    if (one.id == handle) return std::move(one);
    if (handle.empty() || !one.id.starts_with(handle)) continue;
    if (found)
      return std::unexpected(std::string(handle) + " is the beginning of several " + noun + "s");
    found = std::move(one);
  }
  if (!found)
    return std::unexpected("there is no " + std::string(noun) + " " + std::string(handle));
  return std::move(*found);
}

}  // namespace

assess_room::Material Gathered::material() const { return {id(), evidence, now, remembered}; }

const Evidence* Gathered::piece(std::string_view id) const {
  for (const auto* pieces : {&evidence, &remembered}) {
    const auto at = std::ranges::find(*pieces, id, &Evidence::id);
    if (at != pieces->end()) return &*at;
  }
  return nullptr;
}

std::optional<Evidence> plan_piece(std::span<const record::Action> actions, std::string_view system,
                                   base::Millis now) {
  std::size_t open = 0, overdue = 0, incomplete = 0, done = 0, all = 0;
  std::string late;
  for (const record::Action& action : actions) {
    if (!system.empty() && action.system != system) continue;
    ++all;
    if (action.state == record::ActionState::done) ++done;
    if (action.state != record::ActionState::open) continue;
    ++open;
    if (action.owner.empty() || action.due == 0) ++incomplete;
    if (action.due != 0 && action.due <= now) {
      ++overdue;
      late += (late.empty() ? "" : "; ") + action.what;
    }
  }
  if (all == 0) return std::nullopt;
  Evidence plan;
  plan.kind = record::EvidenceKind::readiness;
  plan.system = system;
  plan.subject = "plan";
  plan.name = "the plan of actions";
  plan.producer = std::string("action ") + kVersion;
  plan.at = now;
  plan.facts = {{"done", std::to_string(done)},
                {"incomplete", std::to_string(incomplete)},
                {"open", std::to_string(open)},
                {"overdue", std::to_string(overdue)},
                {"type", "plan"}};
  if (!late.empty()) plan.facts.push_back({"overdue:names", late});
  std::ranges::sort(plan.facts);
  plan.id = record::evidence_id(plan);
  return plan;
}

namespace {

constexpr std::string_view kPlan = "plan";

// Answers and actions, and the plan as a piece of evidence, in place of what was there.
base::Result<void> read_said(store::Store& store, Gathered& gathered, bool as_it_was) {
  const std::string id = gathered.id();
  auto answers = id.empty() ? store.evidence().answers_of_organisation()
                            : store.evidence().answers("", id);
  if (!answers) return std::unexpected(answers.error());
  if (as_it_was) {
    std::erase_if(*answers, [&](const record::Answer& a) { return a.at > gathered.now; });
    for (record::Answer& answer : *answers) {
      if (answer.withdrawn > gathered.now) answer.withdrawn = 0;
    }
  }
  gathered.answers = std::move(*answers);
  auto actions = store.evidence().actions(id);
  if (!actions) return std::unexpected(actions.error());
  gathered.actions = std::move(*actions);
  auto plan = plan_piece(gathered.actions, id, gathered.now);
  const auto before = std::ranges::find_if(gathered.evidence, [&](const Evidence& piece) {
    return piece.kind == record::EvidenceKind::readiness && piece.subject == kPlan &&
           piece.system == id && piece.fact("type") == kPlan;
  });
  if (before == gathered.evidence.end()) {
    if (!plan) return {};
    gathered.evidence.push_back(std::move(*plan));
  } else if (!plan) {
    gathered.evidence.erase(before);
  } else if (before->id == plan->id) {
    return {};
  } else {
    *before = std::move(*plan);
  }
  gathered.known.clear();
  return {};
}

}  // namespace

base::Result<void> renew_answers(store::Store& store, Gathered& gathered) {
  if (auto done = read_said(store, gathered, false); !done) return done;
  auto pieces = remembered(store, gathered);
  if (!pieces) return std::unexpected(pieces.error());
  gathered.remembered = std::move(*pieces);
  return {};
}

base::Result<Gathered> gather(store::Store& store, const SystemRef* system,
                              const CollectOptions& options, std::span<const std::string> unread,
                              Collected collected) {
  Gathered gathered;
  gathered.now = options.now;
  if (system != nullptr) gathered.system = *system;
  if (!collected.own) {
    auto own = collect(store, system, options);
    if (!own) return std::unexpected(own.error());
    collected.own = std::move(*own);
  }
  gathered.evidence = std::move(*collected.own);
  if (system != nullptr) {
    if (!collected.shared) {
      CollectOptions of_all = options;
      of_all.with_systems = false;
      auto all = collect(store, nullptr, of_all);
      if (!all) return std::unexpected(all.error());
      collected.shared = std::move(*all);
    }
    std::ranges::move(*collected.shared, std::back_inserter(gathered.evidence));
  }

  const std::string id = gathered.id();
  if (const auto said = read_said(store, gathered, options.as_it_was); !said) {
    return std::unexpected(said.error());
  }

  auto recorded = risk_evidence(store, id);
  if (!recorded) return std::unexpected(recorded.error());
  std::ranges::move(*recorded, std::back_inserter(gathered.evidence));
  gathered.evidence.push_back(policy_evidence(options.now));
  std::ranges::move(installation_evidence(store, options.now),
                    std::back_inserter(gathered.evidence));

  if (options.as_it_was) {
    std::erase_if(gathered.evidence, [&](const Evidence& piece) { return piece.at > options.now; });
  }
  const std::set<std::string_view> lost(unread.begin(), unread.end());
  for (Evidence& piece : gathered.evidence) {
    if (piece.kind != record::EvidenceKind::scan || !lost.contains(piece.subject)) continue;
    piece.expires = std::min(piece.expires == 0 ? options.now : piece.expires, options.now);
  }
  auto pieces = remembered(store, gathered);
  if (!pieces) return std::unexpected(pieces.error());
  gathered.remembered = std::move(*pieces);
  return gathered;
}

assess_room::Assessed assess(const assess_room::Framework& framework, Gathered& gathered) {
  std::vector<record::Answer> answers;
  std::ranges::copy_if(gathered.answers, std::back_inserter(answers),
                       [&](const record::Answer& a) { return a.framework == framework.id; });
  return assess_room::evaluate(framework, gathered.material(), answers, gathered.known);
}

assess_room::Judged assess_one(const assess_room::Framework& framework,
                               const assess_room::Requirement& requirement, Gathered& gathered) {
  std::vector<record::Answer> answers;
  std::ranges::copy_if(gathered.answers, std::back_inserter(answers),
                       [&](const record::Answer& a) { return a.framework == framework.id; });
  return assess_room::evaluate_one(framework, requirement, gathered.material(), answers,
                                   gathered.known);
}

base::Result<std::vector<record::Standing>> stood(store::Store& store, std::string_view framework,
                                                  std::string_view requirement,
                                                  std::string_view system) {
  if (system.empty()) return store.evidence().standings_of_organisation(framework, requirement);
  return store.evidence().standings(framework, requirement, system, 0);
}

base::Result<std::vector<assess_room::Change>> what_changed(store::Store& store,
                                                            const assess_room::Assessed& assessed,
                                                            bool keep) {
  const auto before = stood(store, assessed.framework->id, "", assessed.system);
  if (!before) return std::unexpected(before.error());
  std::vector<assess_room::Change> changed = assess_room::changes(assessed, *before);
  if (keep) {
    if (const auto kept = store.evidence().put_standings(assess_room::standings(assessed)); !kept) {
      return std::unexpected(kept.error());
    }
  }
  return changed;
}

std::expected<record::Answer, std::string> answer(store::Store& store, Gathered& gathered,
                                                  const assess_room::Framework& framework,
                                                  const assess_room::Requirement& requirement,
                                                  const NewAnswer& said) {
  if (text::trim(said.by).empty()) return std::unexpected("an answer needs a name");
  if (text::trim(said.reason).empty()) return std::unexpected("an answer needs a reason");
  if (said.expires <= gathered.now) return std::unexpected("an answer expires at a time to come");
  if (said.expires > gathered.now + kLongestAnswer) {
    return std::unexpected(
        "an answer holds for a year at most. Take an earlier date: then somebody looks again.");
  }
  if (framework.find(requirement.id) == nullptr) {
    return std::unexpected(framework.id + " has no requirement " + requirement.id);
  }
  const assess_room::Judged judged = assess_one(framework, requirement, gathered);
  record::Answer made;
  made.framework = framework.id;
  made.requirement = requirement.id;
  made.system = gathered.id();
  made.status = said.status;
  made.by = said.by;
  made.reason = said.reason;
  made.at = gathered.now;
  made.expires = said.expires;
  made.evidence = assess_room::bound_to(judged, gathered.material());
  if (said.attachment) {
    made.attachment = said.attachment->name;
    made.attachment_sha256 = said.attachment->sha256;
  }
  // Two answers of one moment are two, unless they say the same.
  made.id = store::natural_id(
      "answer", made.framework + '\n' + made.requirement + '\n' + made.system + '\n' + made.by +
                    '\n' + std::to_string(made.at) + '\n' + std::string(record::name(made.status)) +
                    '\n' + std::to_string(made.expires) + '\n' + made.reason);
  // So that it can be said later what has changed; of many, of the first.
  std::vector<Evidence> beside;
  for (const Evidence& piece : gathered.evidence) {
    if (beside.size() == kMostBeside) break;
    if (std::ranges::binary_search(made.evidence, piece.id)) beside.push_back(piece);
  }
  if (const auto kept = store.evidence().add(beside); !kept) {
    return std::unexpected(std::string("the store cannot be written: ") + kept.error().what);
  }
  const auto kept =
      store.evidence().put_answer(made, said.attachment ? &*said.attachment : nullptr);
  if (!kept) return std::unexpected(std::string("it was not kept: ") + kept.error().what);
  gathered.answers.push_back(made);
  return made;
}

std::expected<record::Answer, std::string> answer_called(store::Store& store,
                                                         std::string_view handle) {
  auto all = store.evidence().answers("", "");
  if (!all) return std::unexpected(std::string("the store cannot be read: ") + all.error().what);
  return called(std::move(*all), handle, "answer");
}

std::expected<record::Action, std::string> action_called(store::Store& store,
                                                         std::string_view handle) {
  auto all = store.evidence().actions("");
  if (!all) return std::unexpected(std::string("the store cannot be read: ") + all.error().what);
  return called(std::move(*all), handle, "action");
}

}  // namespace bartizan::run
