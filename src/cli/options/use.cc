// Line of effort 1: know what AI you run.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_use() { add_discover(); }

void Commands::add_discover() {
  CLI::App& sub =
      verb("discover", "Find the AI that is really in a tree: code, configuration, models.",
           "Examples:\n"
           "  bartizan discover examples/clinic-triage\n"
           "  bartizan discover . --format json -o ai.json\n"
           "  bartizan discover --host\n\n"
           "Nothing is executed, started or fetched; values of keys are never shown.\n\n"
           "Exit codes: 0 read, 2 usage, 3 something could not be read or nothing was there, 4 "
           "internal error.");
  sub.add_option("PATH", discover_.paths, "folders and files");
  sub.add_flag("--host", discover_.host,
               "the places of this machine where models and agents' settings are kept");
  sub.add_option("--exclude", discover_.exclude, "skip paths that match; counted and shown")
      ->type_name("PATTERN")
      ->take_all()
      ->allow_extra_args(false);
  sub.add_flag("--installed", discover_.installed,
               "read the code of installed packages (node_modules, site-packages), too");
  sub.add_flag("--all", discover_.all, "every place of every component");
  sub.add_flag("!--no-remember", discover_.remember, "keep nothing in the store");
  add_global(sub, global_, {"text", "json"});
  carries_out(sub, discover_);
}

}  // namespace bartizan::cli
