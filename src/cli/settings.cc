#include "cli/settings.h"

#include "cli/output.h"
#include "cli/terminal.h"
#include "run/triage.h"

namespace bartizan::cli {

std::optional<run::Config> load_settings(const GlobalOptions& global,
                                         const std::vector<std::string>& roots) {
  run::Config config;
  if (const auto error = run::load_config(run::config_places(), global.config, roots, config)) {
    complain(error->text());
    return std::nullopt;
  }
  return config;
}

namespace {

store::Options store_options(const GlobalOptions& global, const run::Config& config) {
  store::Options options;
  options.path = !global.store.empty()   ? global.store
                 : !config.store.empty() ? config.store
                                         : store::default_path();
  options.now = now();
  return options;
}

}  // namespace

std::unique_ptr<store::Store> open_store(const GlobalOptions& global, const run::Config& config,
                                         bool durable) {
  store::Options options = store_options(global, config);
  options.durable = durable;
  auto opened = store::open(options);
  if (!opened) {
    complain("the store " + options.path + " cannot be used: " + opened.error().what +
             ". Name another with --store, or move it away to start afresh.");
    return nullptr;
  }
  if (!(*opened)->note().empty()) note(global.quiet, (*opened)->note());
  return std::move(*opened);
}

std::unique_ptr<store::Store> open_for_evidence(const GlobalOptions& global,
                                                const run::Config& config) {
  store::Options options = store_options(global, config);
  if (options.path.empty()) return nullptr;
  options.fall_back_to_memory = false;
  auto opened = store::open(options);
  return opened ? std::move(*opened) : nullptr;
}

run::Exceptions exceptions_in_force(store::Store& store, const run::Config& config) {
  auto all = run::with_granted(store, config.exceptions, now());
  if (!all) {
    complain(std::string("what was accepted in the store does not count: ") + all.error().what);
    return {config.exceptions, now()};
  }
  return {std::move(*all), now()};
}

}  // namespace bartizan::cli
