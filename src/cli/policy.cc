// bartizan policy and bartizan faq: what applies when, and answers.
#include "report/policy.h"

#include "cli/command_policy.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

bool is_day(const std::string& text, const char* option) {
  if (text.empty() || share::is_day(text)) return true;
  complain(std::string(option) + " " + text + " is no day. Write it as 2024-06-01");
  return false;
}

}  // namespace

int run(const GlobalOptions& global, const PolicyCommand& command) {
  if (!is_day(command.as_of, "--as-of") || !is_day(command.since, "--since")) return run::kUsage;
  report::PolicyView view;
  view.today = base::format_date(now());
  view.as_of = command.as_of.empty() ? view.today : command.as_of;
  view.since = command.since;
  view.entries = share::policies();
  if (!view.since.empty() && view.since > view.as_of) {
    complain("--since " + view.since + " is after " + view.as_of);
    return run::kUsage;
  }
  const share::PolicyEntry* entry = nullptr;
  if (!command.id.empty()) {
    entry = share::policy_called(command.id);
    if (entry == nullptr) {
      const std::string guess = share::nearest_policy(command.id);
      complain("the register has no " + command.id + "." +
               (guess.empty() ? " Look: bartizan policy" : " Did you mean " + guess + "?"));
      return run::kUsage;
    }
    view.entries = std::span(entry, 1);
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const report::TerminalStyle style = style_of(global, output.fd());
  if (global.format == "json") {
    output.write(report::policy_json(view, {global.reproducible, true}));
  } else if (entry != nullptr) {
    output.write(report::policy_entry(*entry, view.as_of, style));
  } else if (!view.since.empty()) {
    output.write(report::policy_changes(view, style));
  } else {
    output.write(report::policy_list(view, style));
  }
  if (!output.finish()) return run::kInternal;
  if (const std::string due = report::checks_due(view); !due.empty()) note(global.quiet, due);
  return run::kPass;
}

int run(const GlobalOptions& global, const FaqCommand& command) {
  std::string words;
  for (const std::string& word : command.words) words += (words.empty() ? "" : " ") + word;
  std::vector<const share::Question*> found;
  if (words.empty()) {
    for (const share::Question& question : share::questions()) found.push_back(&question);
  } else if (const share::Question* const one = share::question_called(words)) {
    found.push_back(one);
  } else {
    found = share::questions_about(words);
  }
  if (found.empty()) {
    complain("no question is about " + words + ". Look: bartizan faq");
    return run::kUsage;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const report::TerminalStyle style = style_of(global, output.fd());
  if (global.format == "json") {
    output.write(report::faq_json(found, {global.reproducible, true}));
  } else {
    output.write(words.empty() ? report::faq_list(style) : report::faq_answers(found, style));
  }
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
