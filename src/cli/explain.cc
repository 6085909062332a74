// bartizan explain and bartizan help: words about words.
#include <unistd.h>

#include "cli/command.h"
#include "cli/frameworks.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/api.h"
#include "report/explain_all.h"
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
  const report::ExplainedAs said =
      report::explain_any(topic, catalog, imported_texts(global), base::format_date(now()), style);
  if (said.page.empty()) {
    const std::string guess = report::nearest_of_all(topic, catalog);
    complain(
        "nothing is known about " + topic + "." +
        (guess.empty() ? " bartizan help lists what there is." : " Did you mean " + guess + "?"));
    return run::kUsage;
  }
  output.write(said.page);
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
