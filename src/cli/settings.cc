#include "cli/settings.h"

#include <algorithm>
#include <filesystem>

#include "cli/output.h"
#include "cli/terminal.h"
#include "io/file.h"
#include "run/audit.h"
#include "run/gate.h"
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

std::string store_path(const GlobalOptions& global, const run::Config& config) {
  return !global.store.empty()   ? global.store
         : !config.store.empty() ? config.store
                                 : store::default_path();
}

store::Options store_options(const GlobalOptions& global, const run::Config& config) {
  store::Options options;
  options.path = store_path(global, config);
  options.now = now();
  return options;
}

// Whole, and with links followed as far as there is something; empty where that cannot be said.
std::filesystem::path resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? whole : std::filesystem::weakly_canonical(whole, error);
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

bool store_is_there(const GlobalOptions& global) {
  std::error_code error;
  const auto status = std::filesystem::status(global.store, error);
  if (global.store.empty() || status.type() != std::filesystem::file_type::not_found) return true;
  complain("there is no store " + global.store +
           ". Check the path after --store; bartizan scan and bartizan discover make one.");
  return false;
}

bool spare_store(const GlobalOptions& global, const std::vector<NamedFile>& files) {
  if (files.empty()) return true;
  const auto named = [&](std::string_view option) {
    return std::ranges::find(files, option, &NamedFile::option);
  };
  if (const auto html = named("--html"), out = named("--output");
      html != files.end() && out != files.end() && resolved(html->path) == resolved(out->path)) {
    complain("--html and --output name the same file, " + out->path + ". Name two.");
    return false;
  }
  // A configuration that is wrong is the command's to complain about.
  run::Config config;
  if (global.store.empty()) {
    (void)run::load_config(run::config_places(), global.config, {}, config);
  }
  const std::string store = store_path(global, config);
  const std::string base = store.empty() ? store : resolved(store).string();
  if (base.empty()) return true;
  for (const NamedFile& file : files) {
    for (const char* const end : {"", "-wal", "-shm", "-journal"}) {
      std::error_code error;
      if (resolved(file.path) != base + end &&
          !std::filesystem::equivalent(file.path, base + end, error)) {
        continue;
      }
      complain(file.option + " " + file.path + " is a " + io::kOwnStore + ". Name another file.");
      return false;
    }
  }
  return true;
}

int store_trouble(const base::Error& error) {
  complain(std::string("the store cannot be used: ") + error.what);
  return run::kInternal;
}

int unless_kept(const base::Result<void>& kept, int code) {
  if (kept) return code;
  complain(std::string("what was found is not kept: ") + kept.error().what);
  return code == run::kGateFailed ? code : int{run::kInternal};
}

std::unique_ptr<store::Store> open_on_disk(const GlobalOptions& global, const run::Config& config,
                                           std::string_view what_needs) {
  auto store = open_store(global, config);
  if (store && store->path().empty()) {
    complain(std::string(what_needs) +
             " a store on disk. Name one that can be written: --store FILE.");
    return nullptr;
  }
  return store;
}

std::unique_ptr<store::Store> open_store_for(const GlobalOptions& global, const run::Config& config,
                                             Use use) {
  return use == Use::keep ? open_on_disk(global, config, "what is said here needs")
                          : open_store(global, config);
}

base::Result<std::unique_ptr<store::Store>> open_for_evidence(const GlobalOptions& global,
                                                              const run::Config& config) {
  const store::Options options = store_options(global, config);
  if (options.path.empty()) return nullptr;
  auto opened = store::open(options);
  if (opened && (*opened)->path().empty()) return nullptr;
  return opened;
}

std::unique_ptr<store::Store> open_for_audit(const GlobalOptions& global,
                                             const run::Config& config) {
  store::Options options = store_options(global, config);
  options.fall_back_to_memory = false;
  auto opened = store::open(options);
  if (!opened) {
    complain("nothing was changed: the audit log of " + options.path +
             " cannot be written: " + opened.error().what);
    return nullptr;
  }
  return std::move(*opened);
}

bool say_done(store::Store& store, std::string_view what, std::string_view subject,
              std::string_view detail) {
  if (run::audit(store, run::command_event(what, subject, detail, now()))) return true;
  complain(std::string(subject) + " was changed, and the audit log could not be told");
  return false;
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
