// bartizan framework: what is asked of AI systems, and texts of standards that do not come along.
#include "report/framework.h"

#include <unistd.h>

#include "cli/command_framework.h"
#include "cli/frameworks.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/frameworks.h"
#include "run/gate.h"
#include "store/store.h"

namespace bartizan::cli {
namespace {

std::string store_of(const GlobalOptions& global, const run::Config& config) {
  return !global.store.empty()   ? global.store
         : !config.store.empty() ? config.store
                                 : store::default_path();
}

// Every page of a requirement in JSON is its framework's.
const assure::assess::Framework* framework_of(const std::string& id) {
  if (const auto* known = assure::assess::framework(id)) return known;
  const auto found = assure::assess::find_requirement(id);
  return found ? found->framework : nullptr;
}

}  // namespace

report::ImportedTexts imported_texts(const GlobalOptions& global) {
  report::ImportedTexts all;
  run::Config config;
  (void)run::load_config(run::config_places(), global.config, {}, config);
  const std::string store = store_of(global, config);
  for (const auto& framework : assure::assess::frameworks()) {
    if (framework.imports.empty()) continue;
    std::string problem;
    auto texts = run::imported_texts(store, framework.id, problem);
    if (!problem.empty()) complain(problem);
    if (!texts.by_id.empty()) all.emplace(framework.id, std::move(texts));
  }
  return all;
}

int run(const GlobalOptions& global, const FrameworkListCommand&) {
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const auto& all = assure::assess::frameworks();
  output.write(
      global.format == "json"
          ? report::framework_list_json(all, {global.reproducible, true})
          : report::framework_list(all, {style_of(global, output.fd()), global.verbose, 0}));
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const FrameworkShowCommand& command) {
  const auto texts = imported_texts(global);
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const report::FrameworkOptions options{style_of(global, output.fd()), global.verbose,
                                         command.level};
  std::string page;
  if (global.format == "json") {
    if (const auto* known = framework_of(command.id)) {
      page = report::framework_json(*known, texts, {global.reproducible, true});
    }
  } else if (const auto* known = assure::assess::framework(command.id)) {
    page = report::framework_page(*known, texts, options);
  } else {
    page = report::explain_framework(command.id, texts, options.style);
  }
  if (page.empty()) {
    const std::string guess = report::nearest_framework(command.id);
    complain("there is no framework, requirement or check " + command.id + "." +
             (guess.empty() ? " bartizan framework list shows what there is."
                            : " Did you mean " + guess + "?"));
    return run::kUsage;
  }
  output.write(page);
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const FrameworkImportCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  run::ImportTexts options;
  options.files = command.files;
  options.framework = command.framework;
  options.store = store_of(global, *config);
  options.limits = config->limits;
  options.now = now();
  options.cancelled = interrupted;
  // Without a place to keep a store in there is none for texts, and the import says so.
  const auto log = options.store.empty() ? nullptr : open_for_audit(global, *config);
  if (!log && !options.store.empty()) return run::kInternal;
  catch_interrupts();
  const auto done = run::import_texts(options);
  if (!done) {
    complain(done.error().reason);
    if (done.error().usage) return run::kUsage;
    return done.error().unreadable ? run::kIncomplete : run::kInternal;
  }
  if (!say_done(*log, "framework.import", done->framework,
                std::to_string(done->fresh) + " new texts, " + std::to_string(done->have) + " of " +
                    std::to_string(done->of) + " are here")) {
    return run::kInternal;
  }
  for (const std::string& what : done->notes) note(global.quiet, what);
  note(global.quiet, std::to_string(done->have) + " of " + std::to_string(done->of) + " texts of " +
                         done->framework + " are here, " + std::to_string(done->fresh) +
                         " of them new; kept in " + done->file);
  return run::kPass;
}

}  // namespace bartizan::cli
