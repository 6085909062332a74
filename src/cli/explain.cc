// bartizan explain and bartizan help: words about words.
#include <unistd.h>

#include "cli/command.h"
#include "cli/frameworks.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/api.h"
#include "report/policy.h"
#include "report/framework.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

int print(const GlobalOptions& global, const std::string& topic) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const report::TerminalStyle style = style_of(global, STDOUT_FILENO);
  Output output("");
  if (topic.empty()) {
    output.write(report::topics(catalog, style));
    return output.finish() ? run::kPass : run::kInternal;
  }
  std::string text = report::explain(topic, catalog, style);
  // An id of the register is told also where a word of the reports has that name.
  const share::PolicyEntry* const entry = share::policy_called(topic);
  if (text.empty()) {
    text = report::explain_policy(topic, base::format_date(now()), style);
  } else if (entry != nullptr && entry->id == topic) {
    text += "\n" + report::explain_policy(topic, base::format_date(now()), style);
  }
  if (text.empty()) text = report::explain_framework(topic, imported_texts(global), style);
  if (text.empty()) {
    std::string guess = report::nearest_topic(topic, catalog);
    if (guess.empty()) guess = share::nearest_policy(topic);
    if (guess.empty()) guess = report::nearest_framework(topic);
    complain(
        "nothing is known about " + topic + "." +
        (guess.empty() ? " bartizan help lists what there is." : " Did you mean " + guess + "?"));
    return run::kUsage;
  }
  output.write(text);
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace

int run(const GlobalOptions& global, const ExplainCommand& command) {
  return print(global, command.topic);
}

int run(const GlobalOptions& global, const HelpCommand& command) {
  return print(global, command.topic);
}

}  // namespace bartizan::cli
