// Assess: a framework's requirements judged by what the store knows, and what people answer.
//
// What it is: gathers evidence (run/evidence.h), answers and the plan once, lets assure/assess
// judge any number of frameworks by them, keeps how requirements stood, and takes answers and
// actions in. What it is not: the rules (assure/assess/evaluate.h) or words (report/assess.h).
// Times are arguments. Values own their strings; one thread for each Gathered.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "base/result.h"
#include "run/evidence.h"
#include "run/systems.h"
#include "run/systems_table.h"
#include "store/store.h"

namespace bartizan::run {

struct Gathered {
  std::optional<SystemRef> system;  // none: the organisation
  base::Millis now = 0;
  std::vector<record::Evidence> evidence;    // of the system and the organisation
  std::vector<record::Evidence> remembered;  // what answers were given beside and is otherwise now
  std::vector<record::Answer> answers;       // about this system, of every framework, oldest first
  std::vector<record::Action> actions;       // the same
  assure::assess::Outcomes known;            // of checks that were run
  std::shared_ptr<Systems> systems;          // of the organisation: how each stands, when asked
  assure::assess::RollUps rolled_up;         // what follows for frameworks that were asked for

  std::string id() const { return system ? system->id : std::string(); }
  assure::assess::Material material() const;
};

// What collect() gave already and is not collected again: about what is asked for, and, where that
// is a system, about the organisation without its systems.
struct Collected {
  std::optional<std::vector<record::Evidence>> own, shared;
};
// `unread`: files that were to be read again and were not; what stands on them counts no more.
base::Result<Gathered> gather(store::Store& store, const SystemRef* system,
                              const CollectOptions& options,
                              std::span<const std::string> unread = {}, Collected collected = {});
// The plan of actions as a piece of evidence; nullopt where there is none.
std::optional<record::Evidence> plan_piece(std::span<const record::Action> actions,
                                           std::string_view system, base::Millis now);

// How each system stands; nullptr where `gathered` is about one, or about the organisation without
// its systems, or where the framework is not asked of systems. Adds what follows to the evidence:
// views of that end.
std::shared_ptr<const SystemsTable> systems_table(const assure::assess::Framework& framework,
                                                  Gathered& gathered,
                                                  const Systems::OnJudged& on_judged = {});
// So that systems_table() has all of these at once.
void judge_systems(std::span<const assure::assess::Framework* const> frameworks,
                   Gathered& gathered);
// Of the organisation, with systems_table().
assure::assess::Assessed assess(const assure::assess::Framework& framework, Gathered& gathered);
// One requirement of it.
assure::assess::Judged assess_one(const assure::assess::Framework& framework,
                                  const assure::assess::Requirement& requirement,
                                  Gathered& gathered);
// Answers and the plan as they are now, beside the evidence that is there already.
base::Result<void> renew_answers(store::Store& store, Gathered& gathered);

// How one requirement, or all where it is empty, stood for one system, or the organisation where it
// is empty; oldest first.
base::Result<std::vector<record::Standing>> stood(store::Store& store, std::string_view framework,
                                                  std::string_view requirement,
                                                  std::string_view system);
// What changed since the last time, from what the store kept; then keeps how it stands now.
base::Result<std::vector<assure::assess::Change>> what_changed(
    store::Store& store, const assure::assess::Assessed& assessed, bool keep);

struct NewAnswer {
  record::Status status = record::Status::unknown;
  std::string by, reason;
  base::Millis expires = 0;
  std::optional<store::Attachment> attachment;
};
// Nobody knows something for longer: then somebody looks again.
inline constexpr base::Millis kLongestAnswer = 366 * kDay;
// Why it cannot be taken as it is said, as a sentence for people; empty where it can.
std::string answer_problem(const NewAnswer& said, base::Millis now);
// Binds it to the evidence of now and keeps it with copies of that evidence. The error is a
// sentence for people: a problem of the answer, or else of the store.
std::expected<record::Answer, std::string> answer(store::Store& store, Gathered& gathered,
                                                  const assure::assess::Framework& framework,
                                                  const assure::assess::Requirement& requirement,
                                                  const NewAnswer& said);
// One answer by its id or a unique beginning of it.
std::expected<record::Answer, std::string> answer_called(store::Store& store,
                                                         std::string_view handle);
std::expected<record::Action, std::string> action_called(store::Store& store,
                                                         std::string_view handle);

}  // namespace bartizan::run
