#include "run/assess.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <set>
#include <unordered_set>
#include <utility>

#include "record/fact_list.h"
#include "record/said.h"
#include "run/assess_records.h"
#include "run/estate_parts.h"
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

// Of each requirement the last one, which is the one that counts; in their order.
std::vector<const record::Answer*> last_answers(std::span<const record::Answer> answers) {
  std::set<std::pair<std::string_view, std::string_view>> later;
  std::vector<const record::Answer*> last;
  for (const record::Answer& answer : answers | std::views::reverse) {
    if (later.emplace(answer.framework, answer.requirement).second) last.push_back(&answer);
  }
  std::ranges::reverse(last);
  return last;
}

// An answer about a large organisation has tens of thousands of ids: those before the last one are
// not copied.
std::vector<record::Answer> answers_to(const assess_room::Framework& framework,
                                       const Gathered& gathered) {
  std::vector<record::Answer> answers;
  for (const record::Answer* answer : last_answers(gathered.answers)) {
    if (answer->framework == framework.id) answers.push_back(*answer);
  }
  return answers;
}

// What is not there any more, or was judged otherwise, as it was.
base::Result<std::vector<Evidence>> remembered(store::Store& store, const Gathered& gathered) {
  const std::vector<const record::Answer*> answers = last_answers(gathered.answers);
  std::unordered_set<std::string_view> gone;
  for (const record::Answer* answer : answers) {
    gone.insert(answer->evidence.begin(), answer->evidence.end());
  }
  if (gone.empty()) return {};
  for (const Evidence& piece : gathered.evidence) gone.erase(piece.id);
  std::vector<Evidence> pieces;
  for (const record::Answer* answer : answers) {
    for (const std::string& id : answer->evidence) {
      if (gone.erase(id) == 0) continue;
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

assess_room::Material Gathered::material() const {
  return {id(), evidence, now, remembered, systems ? &rolled_up : nullptr};
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
      if (!late.empty()) late += record::kBetweenNames;
      late += record::as_item(action.what);
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

// Whether a piece stands on a file that was not read again, or on the reading of a place around it.
bool is_lost(const Evidence& piece, const std::set<std::string_view>& lost) {
  using enum record::EvidenceKind;
  if (piece.kind == scan) return lost.contains(piece.subject);
  if (piece.kind != discovery && piece.kind != configuration) return false;
  return std::ranges::any_of(
      lost, [&](std::string_view path) { return is_or_lies_in(piece.subject, path); });
}

// Answers and actions, and the plan as a piece of evidence, in place of what was there.
base::Result<void> read_said(store::Store& store, Gathered& gathered, bool as_it_was) {
  const std::string id = gathered.id();
  auto answers = id.empty() ? store.evidence().answers_of_organisation(std::move(gathered.answers))
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
  if (gathered.systems) {
    const auto said = gathered.systems->renew(store, gathered.actions);
    if (!said) return std::unexpected(said.error());
    if (*said) {
      gathered.rolled_up.clear();
      std::erase_if(gathered.evidence, [](const Evidence& piece) {
        return piece.kind == record::EvidenceKind::standing;
      });
    }
  }
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
    if (!is_lost(piece, lost)) continue;
    piece.expires = std::min(piece.expires == 0 ? options.now : piece.expires, options.now);
  }
  auto pieces = remembered(store, gathered);
  if (!pieces) return std::unexpected(pieces.error());
  gathered.remembered = std::move(*pieces);
  if (system == nullptr && options.with_systems) {
    auto systems = Systems::load(store, gathered.actions, options.now, options.as_it_was);
    if (!systems) return std::unexpected(systems.error());
    gathered.systems = std::move(*systems);
  }
  return gathered;
}

std::shared_ptr<const SystemsTable> systems_table(const assess_room::Framework& framework,
                                                  Gathered& gathered,
                                                  const Systems::OnJudged& on_judged) {
  if (!gathered.systems || framework.per != assess_room::Per::system) return nullptr;
  auto table = gathered.systems->table(framework, gathered.evidence, on_judged);
  for (std::size_t i = 0; i < framework.requirements.size(); ++i) {
    const std::string& id = framework.requirements[i].id;
    std::string subject = assess_room::standing_subject(framework.id, id);
    const assess_room::RollUp& all = table->requirements[i];
    if (!gathered.rolled_up.emplace(std::move(subject), all).second) break;
    if (all.systems() == 0) continue;
    gathered.evidence.push_back(all.piece(framework.id, id, gathered.now));
  }
  return table;
}

void judge_systems(std::span<const assess_room::Framework* const> frameworks, Gathered& gathered) {
  if (!gathered.systems) return;
  std::vector<const assess_room::Framework*> asked;
  std::ranges::copy_if(frameworks, std::back_inserter(asked), [](const auto* framework) {
    return framework->assessed() && framework->per == assess_room::Per::system;
  });
  gathered.systems->judge(asked, gathered.evidence);
}

assess_room::Assessed assess(const assess_room::Framework& framework, Gathered& gathered) {
  (void)systems_table(framework, gathered);
  return assess_room::evaluate(framework, gathered.material(), answers_to(framework, gathered),
                               gathered.known);
}

assess_room::Judged assess_one(const assess_room::Framework& framework,
                               const assess_room::Requirement& requirement, Gathered& gathered) {
  (void)systems_table(framework, gathered);
  return assess_room::evaluate_one(framework, requirement, gathered.material(),
                                   answers_to(framework, gathered), gathered.known);
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

std::string answer_problem(const NewAnswer& said, base::Millis now) {
  if (text::trim(said.by).empty()) return "an answer needs a name";
  if (text::trim(said.reason).empty()) return "an answer needs a reason";
  for (const std::string& why : {record::too_long("the name", said.by, record::kMostName),
                                 record::too_long("the reason", said.reason)}) {
    if (!why.empty()) return why;
  }
  if (said.expires <= now) return "an answer expires at a time to come";
  if (said.expires > now + kLongestAnswer) {
    return "an answer holds for a year at most. Take an earlier date: then somebody looks again.";
  }
  return {};
}

std::expected<record::Answer, std::string> answer(store::Store& store, Gathered& gathered,
                                                  const assess_room::Framework& framework,
                                                  const assess_room::Requirement& requirement,
                                                  const NewAnswer& said) {
  if (const std::string why = answer_problem(said, gathered.now); !why.empty()) {
    return std::unexpected(why);
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
    made.attachment_size = said.attachment->bytes.size();
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
