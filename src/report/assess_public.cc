// What of an assessment may be made public.
#include <algorithm>
#include <set>
#include <array>
#include <map>

#include "report/assess_export.h"
#include "report/assess_parts.h"

namespace bartizan::report {
namespace {

using assure::assess::CheckedOutcome;
using assure::assess::Holds;
using assure::assess::Judged;
using record::Evidence;

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr std::size_t kDigits = 12;  // of a SHA-256

base::Millis day_of(base::Millis at) { return at - at % kDay; }

// Facts that name nothing and nobody.
bool is_harmless(std::string_view key) {
  constexpr auto kHarmless = std::to_array<std::string_view>(
      {"coverage", "depth", "outcome", "stale", "valid", "verdict"});
  return std::ranges::find(kHarmless, key) != kHarmless.end();
}

// The ids of evidence, which are hashes of paths, in terms of the document.
class Ids {
 public:
  explicit Ids(const AssessView& view) {
    for (const Evidence& piece : view.evidence) add(piece);
    for (const Evidence& piece : view.remembered) add(piece);
  }
  std::string of(const std::string& id) const {
    const auto found = ids_.find(id);
    return found == ids_.end() ? std::string() : found->second;
  }
  void replace(std::vector<std::string>& list) const {
    for (std::string& id : list) id = of(id);
    std::erase(list, "");
    std::ranges::sort(list);
  }

 private:
  void add(const Evidence& piece) {
    const std::string kind(record::name(piece.kind));
    ids_.try_emplace(piece.id, kind + "-" + std::to_string(++count_[kind]));
  }
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::size_t> count_;
};

std::string result(const Judged& judged) {
  std::size_t hold = 0, asked = 0;
  for (const CheckedOutcome& checked : judged.checks) {
    if (checked.outcome.holds == Holds::not_applicable) continue;
    ++asked;
    hold += checked.outcome.holds == Holds::yes ? 1U : 0U;
  }
  std::string text = std::to_string(hold) + " of " + std::to_string(asked) + " checks hold";
  if (judged.answer && judged.answer->stands) text += "; a person answered";
  return text;
}

}  // namespace

PublicAssessment::PublicAssessment(const AssessView& view, std::string system_name)
    : assessed_(*view.assessed), fresh_(view.fresh) {
  const Ids ids(view);
  if (!view.system.empty()) {
    system_ = "system";
    system_name_ = system_name.empty() ? "a system that is not named" : std::move(system_name);
  }
  assessed_.system = system_;
  assessed_.now = day_of(assessed_.now);
  std::set<std::string> said_already;
  for (const auto* pieces : {&view.evidence, &view.remembered}) {
    for (const Evidence& piece : *pieces) {
      const std::string id = ids.of(piece.id);
      if (!said_already.insert(id).second) continue;
      Evidence said;
      said.id = said.subject = said.name = id;
      said.kind = piece.kind;
      said.sha256 = piece.sha256.substr(0, kDigits);
      said.producer = piece.producer;
      said.at = day_of(piece.at);
      said.expires = day_of(piece.expires);
      for (const record::EvidenceFact& fact : piece.facts) {
        if (is_harmless(fact.key)) said.facts.push_back(fact);
      }
      evidence_.push_back(std::move(said));
    }
  }
  for (Judged& judged : assessed_.requirements) {
    judged.why = result(judged);
    judged.expires = day_of(judged.expires);
    judged.would_change.clear();
    if (judged.systems) judged.systems = judged.systems->anonymous();
    ids.replace(judged.evidence.edit());
    for (CheckedOutcome& checked : judged.checks) {
      checked.outcome.why = assure::assess::name(checked.outcome.holds);
      checked.outcome.against.clear();
      checked.outcome.expires = day_of(checked.outcome.expires);
      ids.replace(checked.outcome.evidence.edit());
    }
    if (!judged.answer) continue;
    record::Answer& answer = judged.answer->answer;
    answer.id = "answer-" + judged.requirement->id;
    answer.system = system_;
    answer.by = "a person";
    answer.reason.clear();
    answer.attachment.clear();
    answer.attachment_sha256.clear();
    answer.attachment_size = 0;
    answer.withdrawn_by.clear();
    answer.at = day_of(answer.at);
    ids.replace(answer.evidence);
    if (!judged.answer->stands) judged.answer->fallen = "it no longer counts";
    answers_.push_back(answer);
  }
  for (const record::Action& action : view.actions) {
    record::Action said = action;
    said.id = "action-" + std::to_string(actions_.size() + 1);
    said.system = system_;
    said.what = "planned for " + action.requirement;
    said.owner.clear();
    said.by.clear();
    said.note.clear();
    actions_.push_back(std::move(said));
  }
  for (const assure::assess::Change& change : view.changes) {
    assure::assess::Change said = change;
    said.since = day_of(change.since);
    said.why = record::name(change.after);
    changes_.push_back(std::move(said));
  }
  fresh_.oldest = day_of(fresh_.oldest);
  for (Freshness::Unread& file : fresh_.unread) file = {"a file", "not read again"};
}

AssessView PublicAssessment::view() const {
  AssessView view;
  view.assessed = &assessed_;
  view.system = system_;
  view.system_name = system_name_;
  view.evidence = evidence_;
  view.answers = answers_;
  view.actions = actions_;
  view.changes = changes_;
  view.fresh = fresh_;
  view.is_public = true;
  return view;
}

}  // namespace bartizan::report
