// bartizan catalog: which rules and lists are in force, and newer ones.
#include "run/catalog.h"

#include <unistd.h>

#include "cli/command_catalog.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/catalog.h"
#include "run/gate.h"
#include "run/import_inventory.h"
#include "scan/catalog.h"
#include "scan/catalog_check.h"
#include "store/store.h"

namespace bartizan::cli {
namespace {

// An update or a reset has taken the place of what could not be trusted.
bool mended = false;

std::string store_of(const GlobalOptions& global, const run::Config& config) {
  return !global.store.empty() ? global.store
         : !config.store.empty() ? config.store
                                 : store::default_path();
}

// Keys that are trusted whoever asks: of the configuration, and one's own.
run::TrustedKeys standing_keys(const run::Config& config, const std::string& store,
                               std::vector<std::string>& problems) {
  run::TrustedKeys keys = run::listed_keys(config.catalog_keys, problems);
  for (auto& own : run::own_keys(store)) keys.push_back(std::move(own));
  return keys;
}

report::CatalogOptions look(const GlobalOptions& global, const Output& output) {
  return {style_of(global, output.fd()), global.quiet, global.verbose};
}

int code_of(assure::catalog::Answer::Outcome outcome) {
  using Outcome = assure::catalog::Answer::Outcome;
  switch (outcome) {
    case Outcome::installed:
    case Outcome::would_install:
    case Outcome::unchanged:
      return run::kPass;
    case Outcome::unreadable:
      return run::kIncomplete;
    case Outcome::refused:
    case Outcome::weaker:
    case Outcome::untrusted:
      return run::kGateFailed;
  }
  return run::kInternal;
}

// For the audit log.
std::string said_of(const assure::catalog::Answer& answer) {
  std::string text = "SHA-256 " + answer.hash + ", signed by " + answer.signer + ", trusted by " +
                     answer.trusted_by;
  if (answer.weakens_built_in > 0) {
    text += ", weaker than the built-in one in " + std::to_string(answer.weakens_built_in);
  }
  return text;
}

}  // namespace

void start_catalog(const GlobalOptions& global) {
  // A configuration that is wrong is the command's to complain about.
  run::Config config;
  (void)run::load_config(run::config_places(), global.config, {}, config);
  std::vector<std::string> problems;
  const std::string store = store_of(global, config);
  run::use_installed_catalog(store, standing_keys(config, store, problems));
  if (!run::catalog_state().problem.empty()) complain(run::catalog_note());
}

int exit_code(int code) {
  const bool missed = !mended && !run::catalog_state().problem.empty();
  return code == run::kPass && missed ? int{run::kIncomplete} : code;
}

int run(const GlobalOptions& global, const CatalogShowCommand&) {
  using scan::Catalog;
  const auto weaker =
      assure::catalog::compare(Catalog::built_in(), Catalog::built_in(), Catalog::embedded());
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json"
                   ? report::catalog_state_json(run::catalog_state(), weaker,
                                                {global.reproducible, true})
                   : report::catalog_state(run::catalog_state(), weaker, look(global, output)));
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const CatalogUpdateCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  run::UpdateOptions options;
  options.file = command.file;
  options.store = store_of(global, *config);
  options.dry_run = command.dry_run;
  options.accept_weaker = command.accept_weaker;
  options.limits = config->limits;
  options.cancelled = interrupted;
  std::vector<std::string> problems;
  options.keys = standing_keys(*config, options.store, problems);
  for (const std::string& problem : problems) note(global.quiet, problem);
  assure::sign::Trust named;
  for (const std::string& key : command.keys) {
    if (!trust_key(key_folder(global, *config), key, named)) return run::kUsage;
  }
  options.named = std::move(named.keys);
  if (options.keys.empty() && options.named.empty()) {
    complain(
        "no key is trusted that could vouch for a catalogue. Name the publisher's public key with "
        "--key, or list it as keys of [catalog] in " +
        run::config_places().user +
        "; take it from a place that you trust, not from where the catalogue came.");
    return run::kUsage;
  }
  if (options.store.empty()) {
    complain("there is no place to keep a catalogue in. Name a store with --store.");
    return run::kUsage;
  }
  const auto log = options.dry_run ? nullptr : open_for_audit(global, *config);
  if (!log && !options.dry_run) return run::kInternal;
  catch_interrupts();
  const auto answer = run::update_catalog(options);
  if (!answer) {
    complain(answer.error());
    return run::kInternal;
  }
  mended = answer->outcome == assure::catalog::Answer::Outcome::installed;
  if (mended &&
      !say_done(*log, "catalog.update", std::to_string(answer->version), said_of(*answer))) {
    return run::kInternal;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json"
                   ? report::catalog_answer_json(*answer, {global.reproducible, true})
                   : report::catalog_answer(*answer, look(global, output)));
  return output.finish() ? code_of(answer->outcome) : int{run::kInternal};
}

int run(const GlobalOptions& global, const CatalogResetCommand&) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto log = open_for_audit(global, *config);
  if (!log) return run::kInternal;
  const auto done = run::reset_catalog(store_of(global, *config));
  if (!done) {
    complain(done.error());
    return run::kInternal;
  }
  mended = true;
  const std::string number = std::to_string(scan::Catalog::built_in().version());
  if (*done && !say_done(*log, "catalog.reset", number, "the built-in catalogue is in force")) {
    return run::kInternal;
  }
  note(global.quiet, *done ? "the built-in catalogue " + number + " is in force from now on"
                           : "no catalogue was installed; the built-in " + number + " is in force");
  return run::kPass;
}

int run(const GlobalOptions& global, const CatalogPackCommand& command) {
  auto table = run::read_whole(command.table, scan::kMostTable);
  if (!table) {
    complain(command.table + " cannot be read: " + table.error());
    return run::kUsage;
  }
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto key =
      load_private_key(key_folder(global, *config), command.key, command.passphrase_file);
  if (!key) return run::kUsage;
  const auto envelope = run::pack_catalog(std::move(table->bytes), *key);
  if (!envelope) {
    complain(envelope.error());
    return run::kGateFailed;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(*envelope);
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
