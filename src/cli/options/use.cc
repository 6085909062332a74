// Line of effort 1: know what AI you run.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_use() {
  add_inventory();

  add_discover();
  add_reconcile();
  add_find();
}

void Commands::add_find() {
  CLI::App& sub = verb(
      "find", "Say where a package, model, data set, licence, hash or host is used.",
      "Examples:\n"
      "  bartizan find 'litellm<1.83.7'\n"
      "  bartizan find gpt-4o --kind model\n"
      "  bartizan find --by licence apache-2.0\n\n"
      "It asks what bartizan discover and bartizan bom import have read before.\n\n"
      "Exit codes: 0 answered, also when nothing fits, 2 usage, 3 nothing was read yet, 4 internal "
      "error.");
  sub.add_option("QUESTION", find_.question,
                 "a name with an optional version range, or a SHA-256")
      ->required();
  sub.add_option("--kind", find_.kind, "only components of this kind (docs/discovery.md)")
      ->type_name("KIND");
  sub.add_option("--by", find_.by, "what the question is about (default: its name)")
      ->check(CLI::IsMember({"name", "licence", "hash", "endpoint", "text"}).description(""))
      ->type_name("name|licence|hash|endpoint|text");
  sub.add_flag("--all", find_.all, "every place of every component");
  add_global(sub, global_, {"text", "json"});
  carries_out(sub, find_);
}

void Commands::add_reconcile() {
  CLI::App& sub = verb(
      "reconcile", "Compare what was declared with what was found: shadow, ghost, drift.",
      "Examples:\n"
      "  bartizan reconcile\n"
      "  bartizan reconcile --gate --format json\n"
      "  bartizan reconcile assign found_abc --use-case DHS-106\n\n"
      "Exit codes: 0 compared, 1 with --gate when there is something to fix, 2 usage, 3 nothing "
      "was declared or nothing was read yet, 4 internal error.");
  sub.add_option("--agency", reconcile_.agency, "only use cases of this agency")
      ->type_name("NAME");
  sub.add_flag("--gate", reconcile_.gate, "exit with 1 when there is something to fix");
  sub.add_flag("--all", reconcile_.all, "every difference, every detail");
  add_global(sub, global_, {"text", "json"});
  sub.callback([this, &sub] {
    if (sub.get_subcommands().empty()) action_ = [this] { return run(global_, reconcile_); };
  });

  CLI::App& assign = *sub.add_subcommand("assign", "Say which use case a found system is.");
  assign.footer(
      "Examples:\n"
      "  bartizan reconcile assign found_abc --use-case DHS-106\n"
      "  bartizan reconcile assign found_abc --use-case DHS-106 --accept\n"
      "  bartizan reconcile assign found_abc --none\n\n"
      "Exit codes: 0 kept, 2 usage or no such system, 4 internal error.");
  assign.add_option("SYSTEM", reconcile_assign_.system, "its id, as reconcile shows it")
      ->required();
  CLI::Option* use_case =
      assign.add_option("--use-case", reconcile_assign_.use_case, "its id in the inventory")
          ->type_name("ID");
  assign.add_flag("--accept", reconcile_assign_.accept,
                  "what runs now is what is declared from now on");
  assign.add_flag("--none", reconcile_assign_.none, "take the assignment back")
      ->excludes(use_case);
  add_global(assign, global_, {});
  carries_out(assign, reconcile_assign_);
}

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
  sub.add_flag("--no-remember", discover_.no_remember, "keep nothing in the store");
  sub.add_flag("--forget", discover_.forget, "read nothing; forget what was found at PATH");
  add_global(sub, global_, {"text", "json"});
  carries_out(sub, discover_);
}

}  // namespace bartizan::cli
