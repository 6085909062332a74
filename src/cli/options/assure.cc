// Line of effort 2: assure AI systems.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_assure() {
  CLI::App& bom = noun("bom", "Write, read and compare AI bills of materials.");

  CLI::App& create = *bom.add_subcommand("create", "Write the AI-BOM of folders or systems.");
  create.footer(
      "Examples:\n"
      "  bartizan bom create examples/clinic-triage -o bom.json\n"
      "  bartizan bom create models/ --format spdx-3.0.1 --supplier 'Acme Health'\n"
      "  bartizan bom create --all --format cyclonedx-1.6\n\n"
      "Every statement says whether it was observed, derived or declared. The same files give the\n"
      "same BOM; its time is SOURCE_DATE_EPOCH where that is set.\n\n"
      "Exit codes: 0 written, 2 usage, 3 something could not be read, 4 internal error.");
  create.add_option("PATH", bom_create_.paths, "folders and files to read now");
  create.add_option("--system", bom_create_.system, "a system that was found before, or its use case")
      ->type_name("ID");
  create.add_flag("--all", bom_create_.everything, "everything that was found before");
  create.add_option("--exclude", bom_create_.exclude, "skip paths that match; counted and shown")
      ->type_name("PATTERN")
      ->take_all()
      ->allow_extra_args(false);
  create.add_flag("--installed", bom_create_.installed,
                  "read the code of installed packages (node_modules, site-packages), too");
  create.add_option("--name", bom_create_.name, "what the BOM describes")->type_name("NAME");
  create.add_option("--version-of", bom_create_.version, "the version of what it describes")
      ->type_name("VERSION");
  create.add_option("--supplier", bom_create_.supplier, "who supplies what it describes")
      ->type_name("NAME");
  create.add_option("--author", bom_create_.authors, "who answers for the BOM")
      ->type_name("NAME")
      ->take_all()
      ->allow_extra_args(false);
  create.add_option("--tlp", bom_create_.tlp, "how far it may be shared")
      ->check(CLI::IsMember({"CLEAR", "GREEN", "AMBER", "AMBER_AND_STRICT", "RED"}).description(""))
      ->type_name("CLEAR|GREEN|AMBER|AMBER_AND_STRICT|RED");
  add_global(create, global_, {"cyclonedx-1.7", "cyclonedx-1.6", "spdx-3.0.1"});
  carries_out(create, bom_create_);

  CLI::App& import = *bom.add_subcommand("import", "Keep other people's BOMs, for find and --all.");
  import.footer(
      "Examples:\n"
      "  bartizan bom import vendor-bom.json\n"
      "  bartizan find 'litellm<1.83.7'\n\n"
      "Exit codes: 0 kept, 2 usage, 3 not wholly readable or not valid (kept all the same), 4 "
      "internal error.");
  import.add_option("FILE", bom_import_.files, "CycloneDX 1.2 to 1.7, SPDX 2.3 or 3.0.1, as JSON")
      ->required();
  add_global(import, global_, {});
  carries_out(import, bom_import_);
}

}  // namespace bartizan::cli
