// bartizan answer: what people say about a requirement, until when, and beside which evidence.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/answers.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/systems.h"

namespace bartizan::cli {
namespace {

// What else it stands on, and when that has to be looked at again.
std::string beside(const run::Gathered& gathered, const record::Answer& answer) {
  if (answer.evidence.empty()) return {};
  base::Millis next = 0;
  const std::unordered_set<std::string_view> ids(answer.evidence.begin(), answer.evidence.end());
  for (const auto* pieces : {&gathered.evidence, &gathered.remembered}) {
    for (const record::Evidence& piece : *pieces) {
      if (piece.expires == 0 || !ids.contains(piece.id)) continue;
      if (next == 0 || piece.expires < next) next = piece.expires;
    }
  }
  const std::size_t pieces = answer.evidence.size();
  std::string text = ", as long as the " + std::to_string(pieces) +
                     (pieces == 1 ? " piece" : " pieces") + " of evidence beside it " +
                     (pieces == 1 ? "stays as it is" : "stay as they are");
  if (next != 0 && next < answer.expires) {
    text += " and what was read is read again in time, next by " + base::format_date(next);
  }
  return text;
}

// Of systems, by name, for a list about the organisation.
std::vector<report::AnswersElsewhere> about_systems(store::Store& store,
                                                    const std::string& framework,
                                                    base::Millis now) {
  std::map<std::string, std::size_t> counts;
  const auto all = store.evidence().answers(framework, "");
  if (!all) return {};
  for (const record::Answer& answer : *all) {
    if (answer.system.empty() || answer.withdrawn != 0 || answer.expires <= now) continue;
    ++counts[answer.system];
  }
  std::vector<report::AnswersElsewhere> out;
  if (counts.empty()) return out;
  // What was said before a use case was found is about the use case.
  if (const auto systems = run::all_systems(store)) {
    for (const run::SystemRef& system : *systems) {
      std::size_t answers = 0;
      for (const std::string& id : std::set{system.id, system.use_case}) {
        if (auto taken = counts.extract(id)) answers += taken.mapped();
      }
      if (answers > 0) out.push_back({system.id, system.name, answers});
    }
  }
  for (const auto& [id, answers] : counts) out.push_back({id, id, answers});
  std::ranges::sort(out, {}, &report::AnswersElsewhere::name);
  return out;
}

}  // namespace

int run(const GlobalOptions& global, const AnswerAddCommand& command) {
  int code = run::kPass;
  const auto* framework = framework_called(command.framework, !command.system.empty(), code);
  if (framework == nullptr) return code;
  const auto* requirement = requirement_called(*framework, command.requirement, code);
  if (requirement == nullptr) return code;
  const auto status = record::status(command.status);
  if (!status || *status == record::Status::unknown) {
    complain("--status is met, partly, unmet or not-applicable, not " + command.status);
    return run::kUsage;
  }
  run::NewAnswer said;
  said.status = *status;
  const auto by = needed_name(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  const auto reason = needed(command.reason, "--reason TEXT", "Why?");
  if (!reason) return run::kUsage;
  const auto until = day(command.until, "--until");
  if (!until) return run::kUsage;
  said.by = *by;
  said.reason = *reason;
  said.expires = *until;
  if (!attachment_option(command.attachment, said.attachment)) return run::kUsage;
  auto assessing = open_assessing(global, {command.system, "changed", "", Use::keep}, code);
  if (!assessing) return code;
  store::AuditedChange change(
      assessing->store->audit(),
      run::command_event("answer.add", framework->id + ' ' + requirement->id,
                         std::string(record::name(said.status)) + ", says {0}", now(), {said.by}));
  const auto made =
      run::answer(*assessing->store, assessing->gathered, *framework, *requirement, said);
  if (!made) {
    complain(made.error());
    const bool is_said_wrong = !run::answer_problem(said, assessing->gathered.now).empty();
    return is_said_wrong ? run::kUsage : run::kInternal;
  }
  if (const auto logged = change.done(); !logged && !store_failed(logged.error(), code))
    return code;
  const assure::assess::Assessed assessed = run::assess(*framework, assessing->gathered);
  const auto judged = std::ranges::find_if(
      assessed.requirements, [&](const auto& one) { return one.requirement == requirement; });
  note(global.quiet, made->id + ": " + framework->id + " " + requirement->id + " is now " +
                         std::string(record::name(judged->status)) + " (" + judged->why + ")");
  note(global.quiet,
       "it holds until " + base::format_date(made->expires) + beside(assessing->gathered, *made));
  return run::kPass;
}

int run(const GlobalOptions& global, const AnswerWithdrawCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto known = run::answer_called(*store, command.id);
  if (!known) {
    complain(known.error());
    return run::kUsage;
  }
  const auto by = needed_name(command.by, "--by NAME", "Who takes it back? Your name is kept:");
  if (!by) return run::kUsage;
  store::AuditedChange change(
      store->audit(),
      run::command_event("answer.withdraw", known->id,
                         known->framework + ' ' + known->requirement + ", says {0}", now(), {*by}));
  const auto withdrawn = store->evidence().withdraw_answer(known->id, *by, now());
  if (!withdrawn) {
    store_failed(withdrawn.error(), code);
    return code;
  }
  if (*withdrawn) {
    if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
  } else {
    complain(known->id + " was withdrawn before, on " + base::format_date(known->withdrawn));
    return run::kUsage;
  }
  note(global.quiet, known->id + " (" + known->framework + " " + known->requirement +
                         ") counts no more, says " + *by);
  return run::kPass;
}

int run(const GlobalOptions& global, const AnswerListCommand& command) {
  int code = run::kPass;
  auto assessing = open_assessing(global, {command.system, "changed", ""}, code);
  if (!assessing) return code;
  const assure::assess::Framework* only = nullptr;
  if (!command.framework.empty()) {
    only = framework_called(command.framework, false, code);
    if (only == nullptr) return code;
  }
  std::vector<assure::assess::StandingAnswer> answers;
  for (const assure::assess::Framework& framework : assure::assess::frameworks()) {
    if (only != nullptr && only != &framework) continue;
    const bool any = std::ranges::any_of(assessing->gathered.answers, [&](const auto& answer) {
      return answer.framework == framework.id;
    });
    if (!any) continue;
    for (const auto& judged : run::assess(framework, assessing->gathered).requirements) {
      if (judged.answer) answers.push_back(*judged.answer);
    }
  }
  if (command.all) {
    // Earlier answers to the same question: another has taken their place.
    for (const record::Answer& answer : assessing->gathered.answers) {
      const bool listed =
          std::ranges::any_of(answers, [&](const auto& one) { return one.answer.id == answer.id; });
      if (listed || (only != nullptr && only->id != answer.framework)) continue;
      answers.push_back({answer, false, "a later answer took its place"});
    }
  }
  std::vector<report::AnswersElsewhere> elsewhere;
  if (command.system.empty()) {
    elsewhere = about_systems(*assessing->store, only == nullptr ? "" : only->id, assessing->now);
  }
  Output output(global.output);
  output.write(
      global.format == "json"
          ? report::answers_json(answers, elsewhere, assessing->now, {global.reproducible, true})
          : report::answers(answers, elsewhere, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
