// What is asked of AI systems and of organisations: framework.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_framework() {
  CLI::App& framework =
      noun("framework", "Show the frameworks that can be assessed, and what they ask.");

  CLI::App& list = *framework.add_subcommand("list", "List the frameworks, with their editions.");
  list.footer(
      "Examples:\n"
      "  bartizan framework list\n"
      "  bartizan framework list -v\n"
      "  bartizan framework list --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  add_global(list, global_, {"text", "json"});
  carries_out(list, framework_.list);

  CLI::App& show =
      *framework.add_subcommand("show", "Show a framework, one of its requirements, or a check.");
  show.footer(
      "Examples:\n"
      "  bartizan framework show guidelines\n"
      "  bartizan framework show guidelines:V1\n"
      "  bartizan framework show aisvs-1.0 --level 1 -v\n"
      "  bartizan framework show models-clean\n"
      "  bartizan framework show cpg-2.0 --format json\n\n"
      "bartizan explain shows the same page for one id.\n\n"
      "Exit codes: 0 shown, 2 usage or an id that nobody knows, 4 internal error.");
  show.add_option("ID", framework_.show.id,
                  "a framework, a requirement (V1, guidelines:V1, v1.0-C6.1.1) or a check")
      ->required();
  show.add_option("--level", framework_.show.level, "of a framework with levels: up to this one")
      ->type_name("N")
      ->check(CLI::Range(1, 3).description(""));
  add_global(show, global_, {"text", "json"});
  carries_out(show, framework_.show);

  CLI::App& import = *framework.add_subcommand(
      "import", "Take the texts of a standard from your copy of it, beside the store.");
  import.footer(
      "Examples:\n"
      "  bartizan framework import aisvs-1.0-requirements.csv\n"
      "  bartizan framework import 0x10-C01-*.md 0x10-C06-*.md\n\n"
      "Texts under a licence of their own (OWASP AISVS, CC BY-SA 4.0) do not come with the "
      "program.\n"
      "They are kept beside the store and shown with their attribution (docs/frameworks.md). A "
      "copy\n"
      "of another version is refused.\n\n"
      "Exit codes: 0 imported, 2 usage, 3 a file is no copy of the standard, 4 internal error.");
  import
      .add_option("FILE", framework_.import.files,
                  "a CSV with id, level and requirement, or chapters")
      ->required();
  import.add_option("--framework", framework_.import.framework, "whose texts they are")
      ->type_name("ID");
  add_global(import, global_, {});
  carries_out(import, framework_.import);
}

}  // namespace bartizan::cli
