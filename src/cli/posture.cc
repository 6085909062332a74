// bartizan posture: raise it, lower it, say how it stands.
#include "report/posture.h"

#include "cli/cases.h"
#include "cli/command_posture.h"
#include "cli/output.h"
#include "cli/posture.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {

std::optional<base::Millis> time_option(const std::string& text, const char* option,
                                        base::Millis otherwise) {
  if (text.empty()) return otherwise;
  const auto time = base::parse_utc(text);
  if (!time) {
    complain(std::string(option) + " " + text +
             " is no time. Write it as 2027-06-30 or 2027-06-30T12:00:00Z");
  }
  return time;
}

int run(const GlobalOptions& global, const PostureRaiseCommand& command) {
  if (command.until.empty() == command.span.empty()) {
    complain("say until when: --until 2027-06-30, or --for 14d");
    return run::kUsage;
  }
  const base::Millis at = now();
  protect::Raise asked{"", "", 0, command.preset};
  if (!command.span.empty()) {
    const auto span = protect::duration_of(command.span);
    if (!span) {
      complain("--for " + command.span + " is no time. Write it as 12h, 14d or 2w");
      return run::kUsage;
    }
    asked.until = at + *span;
  } else {
    const auto until = time_option(command.until, "--until", 0);
    if (!until) return run::kUsage;
    asked.until = *until;
  }
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto by = needed_name(command.by, "--by NAME", "Who raises it? Your name is kept:");
  if (!by) return run::kUsage;
  const auto reason = needed(command.reason, "--reason TEXT", "Why?");
  if (!reason) return run::kUsage;
  asked.by = *by;
  asked.reason = *reason;
  const auto change = protect::raise(asked, at);
  if (!change) {
    complain(change.error());
    return run::kUsage;
  }
  const auto put = [&] { return store->posture().put_posture(*change); };
  if (!log_change(*store, "posture.raise", change->preset,
                  "until " + base::format_utc(change->until) + ", says {0}: " + *reason, {*by}, put,
                  code)) {
    return code;
  }
  const protect::EffectivePosture effective =
      protect::effective(std::span(&*change, 1), change->at);
  note(global.quiet, protect::sentence(effective));
  for (const std::string& effect : protect::effects(effective)) note(global.quiet, effect);
  return run::kPass;
}

int run(const GlobalOptions& global, const PostureLowerCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto history = store->posture().posture_history();
  if (!history && !store_failed(history.error(), code)) return code;
  const auto by = needed_name(command.by, "--by NAME", "Who lowers it? Your name is kept:");
  if (!by) return run::kUsage;
  const auto reason = needed(command.reason, "--reason TEXT", "Why?");
  if (!reason) return run::kUsage;
  const auto change = protect::lower(*history, *reason, *by, now());
  if (!change) {
    complain(change.error());
    return run::kUsage;
  }
  const auto put = [&] { return store->posture().put_posture(*change); };
  if (!log_change(*store, "posture.lower", "", "says {0}: " + *reason, {*by}, put, code)) {
    return code;
  }
  note(global.quiet, "the posture is normal again, says " + *by);
  return run::kPass;
}

int run(const GlobalOptions& global, const PostureShowCommand& command) {
  const auto at = time_option(command.as_of, "--as-of", now());
  if (!at) return run::kUsage;
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto history = store->posture().posture_history();
  if (!history && !store_failed(history.error(), code)) return code;
  const report::PostureView view{*history, *at};
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::posture_json(view, {global.reproducible, true})
                                       : report::posture(view, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
