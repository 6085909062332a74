// Bills of materials: bom.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_bom() {
  CLI::App& bom = noun("bom", "Write, read and compare AI bills of materials.");

  CLI::App& create = *bom.add_subcommand("create", "Write the AI-BOM of folders or systems.");
  create.footer(
      "Examples:\n"
      "  bartizan bom create examples/clinic-triage -o bom.json\n"
      "  bartizan bom create models/ --format spdx-3.0.1 --supplier 'Acme Health'\n"
      "  bartizan bom create --all --format cyclonedx-1.6\n\n"
      "Every statement says whether it was observed, derived or declared. The same files give the\n"
      "same BOM but for its time: SOURCE_DATE_EPOCH where that is set, none with --reproducible.\n\n"
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

  CLI::App& validate = *bom.add_subcommand("validate", "Say whether a BOM keeps to its standard.");
  validate.footer(
      "Examples:\n"
      "  bartizan bom validate bom.json\n"
      "  bartizan bom validate bom.spdx.json --format json\n\n"
      "CycloneDX 1.6 and 1.7, and SPDX 3.0.1 with the restrictions of its AI and Dataset profiles.\n\n"
      "Exit codes: 0 valid, 1 not valid, 2 usage, 3 not readable or of another format, 4 internal "
      "error.");
  validate.add_option("FILE", bom_validate_.file, "the BOM")->required();
  add_global(validate, global_, {"text", "json"});
  carries_out(validate, bom_validate_);

  CLI::App& score = *bom.add_subcommand("score", "Say which minimum elements a BOM has.");
  score.footer(
      "Examples:\n"
      "  bartizan bom score bom.json\n"
      "  bartizan bom score bom.json --standard cisa -v\n\n"
      "An empty text or NOASSERTION counts for nothing.\n\n"
      "Exit codes: 0 scored, 2 usage, 3 not readable, 4 internal error.");
  score.add_option("FILE", bom_score_.file, "the BOM")->required();
  score.add_option("--standard", bom_score_.standard, "whose elements (default g7)")
      ->check(CLI::IsMember({"g7", "cisa", "ntia", "all"}).description(""))
      ->type_name("g7|cisa|ntia|all");
  add_global(score, global_, {"text", "json"});
  carries_out(score, bom_score_);

  CLI::App& diff = *bom.add_subcommand("diff", "Say what changed from one BOM to another.");
  diff.footer(
      "Examples:\n"
      "  bartizan bom diff last-week.json today.json\n"
      "  bartizan bom diff a.cdx.json b.spdx.json --gate\n\n"
      "Exit codes: 0 compared, 1 with --gate when they differ, 2 usage, 3 not readable, 4 internal "
      "error.");
  diff.add_option("BEFORE", bom_diff_.before, "the earlier BOM")->required();
  diff.add_option("AFTER", bom_diff_.after, "the later BOM")->required();
  diff.add_flag("--gate", bom_diff_.gate, "exit with 1 when they differ");
  add_global(diff, global_, {"text", "json"});
  carries_out(diff, bom_diff_);

  CLI::App& merge = *bom.add_subcommand("merge", "Make one BOM of several.");
  merge.footer(
      "Examples:\n"
      "  bartizan bom merge app.json model.json -o all.json\n"
      "  bartizan bom merge a.json b.json --format spdx-3.0.1\n\n"
      "What they say differently is listed, and the first one's word is kept.\n\n"
      "Exit codes: 0 merged, 2 usage, 3 not readable, 4 internal error.");
  merge.add_option("FILE", bom_merge_.files, "the BOMs, the leading one first")->required();
  add_global(merge, global_, {"cyclonedx-1.7", "cyclonedx-1.6", "spdx-3.0.1"});
  carries_out(merge, bom_merge_);

  CLI::App& convert = *bom.add_subcommand("convert", "Write a BOM in another format.");
  convert.footer(
      "Examples:\n"
      "  bartizan bom convert bom.json --format spdx-3.0.1 -o bom.spdx.json\n"
      "  bartizan bom convert bom.spdx.json --format cyclonedx-1.6 -v\n\n"
      "What the other format cannot say is listed on standard error.\n\n"
      "Exit codes: 0 written, 2 usage, 3 not readable, 4 internal error.");
  convert.add_option("FILE", bom_convert_.file, "the BOM")->required();
  add_global(convert, global_, {"cyclonedx-1.7", "cyclonedx-1.6", "spdx-3.0.1"});
  carries_out(convert, bom_convert_);
}

}  // namespace bartizan::cli
