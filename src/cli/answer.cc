// bartizan answer: what people say about a requirement, until when, and beside which evidence.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hash.h"
#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/answers.h"
#include "run/audit.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

// What a document may be is the business of who reads it; its size is ours.
std::optional<store::Attachment> read_attachment(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    complain("there is no file " + path + " to attach");
    return std::nullopt;
  }
  if (std::filesystem::file_size(path, error) > store::kMostAttachment || error) {
    complain(path + " is larger than 16 MiB: attach less, or say where it is kept");
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) {
    complain("cannot read " + path);
    return std::nullopt;
  }
  store::Attachment attachment;
  attachment.name = std::filesystem::path(path).filename().string();
  attachment.sha256 = base::hex(base::sha256(bytes));
  attachment.bytes = std::move(bytes);
  return attachment;
}

// What else it stands on, and when that has to be looked at again.
std::string beside(const run::Gathered& gathered, const record::Answer& answer) {
  if (answer.evidence.empty()) return {};
  base::Millis next = 0;
  for (const std::string& id : answer.evidence) {
    const record::Evidence* const piece = gathered.piece(id);
    if (piece == nullptr || piece->expires == 0) continue;
    if (next == 0 || piece->expires < next) next = piece->expires;
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
  const auto by = needed(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  const auto reason = needed(command.reason, "--reason TEXT", "Why?");
  if (!reason) return run::kUsage;
  const auto until = day(command.until, "--until");
  if (!until) return run::kUsage;
  said.by = *by;
  said.reason = *reason;
  said.expires = *until;
  if (!command.attachment.empty()) {
    said.attachment = read_attachment(command.attachment);
    if (!said.attachment) return run::kUsage;
  }
  auto assessing = open_assessing(global, {command.system, "changed", ""}, code);
  if (!assessing) return code;
  store::AuditedChange change(
      assessing->store->audit(),
      run::command_event("answer.add", framework->id + ' ' + requirement->id,
                         std::string(record::name(said.status)) + ", says {0}", now(), {said.by}));
  const auto made =
      run::answer(*assessing->store, assessing->gathered, *framework, *requirement, said);
  if (!made) {
    complain(made.error());
    return run::kUsage;
  }
  if (const auto logged = change.done(); !logged && !store_failed(logged.error(), code)) return code;
  const assure::assess::Assessed assessed = run::assess(*framework, assessing->gathered);
  const auto judged = std::ranges::find_if(
      assessed.requirements, [&](const auto& one) { return one.requirement == requirement; });
  note(global.quiet, made->id + ": " + framework->id + " " + requirement->id + " is now " +
                         std::string(record::name(judged->status)) + " (" + judged->why + ")");
  note(global.quiet, "it holds until " + base::format_date(made->expires) +
                         beside(assessing->gathered, *made));
  return run::kPass;
}

int run(const GlobalOptions& global, const AnswerWithdrawCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto known = run::answer_called(*store, command.id);
  if (!known) {
    complain(known.error());
    return run::kUsage;
  }
  const auto by = needed(command.by, "--by NAME", "Who takes it back? Your name is kept:");
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
  auto assessing = open_assessing(global, {command.system, "none", ""}, code);
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
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::answers_json(answers, assessing->now, {global.reproducible, true})
                   : report::answers(answers, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
