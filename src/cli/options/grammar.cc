#include "cli/options/grammar.h"

#include "cli/settings.h"
#include "run/gate.h"

namespace bartizan::cli {

const std::map<std::string, Choice> kChoices{
    {"auto", Choice::automatic}, {"always", Choice::always}, {"never", Choice::never}};

namespace {

const std::map<std::string, bool> kProgress{{"auto", true}, {"never", false}};

}  // namespace

void add_global(CLI::App& app, GlobalOptions& global, const std::vector<std::string>& formats) {
  constexpr const char* kGroup = "Options of every command";
  app.add_option("--store", global.store, "where results are kept (docs/store.md)")
      ->type_name("PATH")
      ->group(kGroup);
  app.add_option("--config", global.config, "use this configuration instead of the usual ones")
      ->type_name("FILE")
      ->group(kGroup);
  if (!formats.empty()) {
    std::string shown;
    for (const std::string& format : formats) shown += (shown.empty() ? "" : "|") + format;
    app.add_option("--format", global.format,
                   "form of the result (default " + formats.front() + ")")
        ->check(CLI::IsMember(formats).description(""))
        ->type_name(shown)
        ->group(kGroup);
    app.add_option("-o,--output", global.output, "write the result to FILE")
        ->type_name("FILE")
        ->group(kGroup);
  }
  app.add_flag("-q,--quiet", global.quiet, "only what needs attention")->group(kGroup);
  app.add_flag("-v,--verbose", global.verbose, "more detail")->group(kGroup);
  choice(app, "--color", global.color, kChoices, "colour on a terminal (NO_COLOR is honoured)")
      ->group(kGroup);
  choice(app, "--progress", global.progress, kProgress, "progress bar on a terminal")
      ->group(kGroup);
  app.add_flag("--reproducible", global.reproducible,
               "leave out times, host and cache: same bytes, same report")
      ->group(kGroup);
  app.add_option("--jobs", global.jobs, "workers (default: one per processor)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024).description(""))
      ->group(kGroup);
}

CLI::App& Commands::verb(const std::string& name, const std::string& text,
                         const std::string& footer) {
  CLI::App& sub = *app_.add_subcommand(name, text);
  sub.footer(footer);
  return sub;
}

CLI::App& Commands::noun(const std::string& name, const std::string& text) {
  CLI::App& sub = *app_.add_subcommand(name, text);
  sub.require_subcommand(1);
  sub.footer("bartizan " + name + " COMMAND --help shows examples.");
  return sub;
}

void Commands::add_assure() {
  add_bom();
  add_feeds();
  add_vuln();
  add_cases();
  add_sign();
  add_gate();
  add_catalog();
  add_account();
  add_framework();
  add_assess();
}

int Commands::carry_out(const std::vector<NamedFile>& files) {
  if (!action_ || !spare_store(global_, files)) return run::kUsage;
  start_catalog(global_);
  return exit_code(action_());
}

}  // namespace bartizan::cli
