// bartizan inspect: the structure of one file.
#include "run/inspect.h"

#include <map>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/api.h"
#include "run/gate.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const InspectCommand& command) {
  const auto config = load_settings(global, {command.path});
  if (!config) return run::kUsage;
  catch_interrupts();
  const run::Exceptions exceptions(config->exceptions, now());
  auto found = run::inspect(command.path, config->limits, run::overlay_table(exceptions.entries()),
                            interrupted);
  if (!found) {
    complain("cannot read " + command.path + ": " + found.error() +
             ". Check the path and its permissions.");
    return run::kUsage;
  }
  if (!command.member.empty() && !run::keep_member(*found, command.member)) {
    complain("there is no member " + command.member + " in " + command.path +
             ". Without --member all of them are shown.");
    return run::kUsage;
  }
  std::vector<report::ListingLine> listing;
  for (run::Collector::Line& line : found->listing) {
    listing.push_back({line.member, line.range, std::move(line.text)});
  }
  Output output(global.output);
  const scan::Catalog& catalog = scan::Catalog::embedded();
  output.write(
      global.format == "json"
          ? report::inspect_json(found->artifact, listing, catalog, {global.reproducible, true})
          : report::inspect(found->artifact, listing, catalog,
                            {style_of(global, output.fd()), global.verbose}));
  if (!output.finish()) return run::kInternal;
  return found->artifact.coverage.gaps.empty() ? run::kPass : run::kIncomplete;
}

}  // namespace bartizan::cli
