// The inventory: what an organisation says about its AI.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_inventory() {
  CLI::App& inventory = noun("inventory", "Keep the list of AI use cases: import, lint, show.");

  CLI::App& import = *inventory.add_subcommand("import", "Take in inventories, CSV or XLSX.");
  import.footer(
      "Examples:\n"
      "  bartizan inventory import 2025_inventory.csv\n"
      "  bartizan inventory import agency.xlsx --agency \"Department of Education\"\n"
      "  bartizan inventory import home-made.csv --schema generic --dry-run\n\n"
      "Every cell is kept as it stood; an import can be undone: bartizan inventory undo ID.\n\n"
      "Exit codes: 0 imported, 2 usage, 3 something could not be read, 4 internal error.");
  import.add_option("FILE", inventory_import_.files, "CSV files and workbooks")->required();
  import.add_option("--schema", inventory_import_.schema,
                    "the form they follow (default: the one that fits best)")
      ->type_name("ID");
  import.add_option("--sheet", inventory_import_.sheet, "of a workbook (default: the best)")
      ->type_name("NAME");
  import.add_option("--agency", inventory_import_.agency, "whose they are, where no column says so")
      ->type_name("NAME");
  import.add_flag("--dry-run", inventory_import_.dry_run, "show the summary, keep nothing");
  add_global(import, global_, {"text", "json"});
  carries_out(import, inventory_import_);

  CLI::App& undo = *inventory.add_subcommand("undo", "Take an import back, whole.");
  undo.footer(
      "Examples:\n"
      "  bartizan inventory list --imports\n"
      "  bartizan inventory undo import_abc\n\n"
      "Exit codes: 0 undone, 2 no such import, 4 internal error.");
  undo.add_option("IMPORT", inventory_undo_.import, "its id, as import and list show it")
      ->required();
  add_global(undo, global_, {});
  carries_out(undo, inventory_undo_);

  CLI::App& lint = *inventory.add_subcommand("lint", "Say what is missing, by the form's own rules.");
  lint.footer(
      "Examples:\n"
      "  bartizan inventory lint\n"
      "  bartizan inventory lint --import import_abc --all\n"
      "  bartizan inventory lint --gate --format json\n\n"
      "Exit codes: 0 looked at, 1 with --gate when there is something to fix, 2 usage, 3 there is "
      "no inventory, 4 internal error.");
  lint.add_option("--import", inventory_lint_.import, "only this import")->type_name("ID");
  lint.add_option("--rule", inventory_lint_.rule, "only findings of this rule")->type_name("RULE");
  lint.add_flag("--public", inventory_lint_.public_list,
                "as a public version: ids and addresses may be missing, withheld rows may not be "
                "there");
  lint.add_flag("--gate", inventory_lint_.gate, "exit with 1 when there is something to fix");
  lint.add_flag("--all", inventory_lint_.all, "every finding");
  add_global(lint, global_, {"text", "json"});
  carries_out(lint, inventory_lint_);

  CLI::App& list = *inventory.add_subcommand("list", "List use cases, or imports.");
  list.footer(
      "Examples:\n"
      "  bartizan inventory list --search malware\n"
      "  bartizan inventory list --where development_stage=Deployed --where agency=DHS\n"
      "  bartizan inventory list --imports\n\n"
      "Exit codes: 0 listed, 2 usage, 3 there is no inventory, 4 internal error.");
  list.add_option("--import", inventory_list_.import, "only this import")->type_name("ID");
  list.add_option("--search", inventory_list_.search, "words that must all occur")
      ->type_name("WORDS");
  list.add_option("--where", inventory_list_.where, "a field's value, empty for blank")
      ->type_name("FIELD=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  list.add_flag("--imports", inventory_list_.imports, "the imports instead of their rows");
  list.add_flag("--all", inventory_list_.all, "do not fold the list");
  add_global(list, global_, {"text", "json"});
  carries_out(list, inventory_list_);

  CLI::App& show = *inventory.add_subcommand("show", "Show one use case, field by field.");
  show.footer(
      "Examples:\n"
      "  bartizan inventory show DHS-106\n"
      "  bartizan inventory show DHS-106 --raw\n\n"
      "Exit codes: 0 shown, 2 no such use case, 4 internal error.");
  show.add_option("USE-CASE", inventory_show_.use_case, "its id or name")->required();
  show.add_flag("--raw", inventory_show_.raw, "every cell as it stood");
  add_global(show, global_, {"text", "json"});
  carries_out(show, inventory_show_);

  add_inventory_changes(inventory);
  add_inventory_output(inventory);
}

void Commands::add_inventory_changes(CLI::App& inventory) {
  CLI::App& add = *inventory.add_subcommand("add", "Declare a use case.");
  add.footer(
      "Examples:\n"
      "  bartizan inventory add --set agency=DHS --set use_case_name='Triage of notes'\n"
      "  bartizan inventory add --from .bartizan/system.toml\n"
      "  bartizan inventory add --set use_case_name=Triage --toml > .bartizan/system.toml\n\n"
      "On a terminal it asks for what the form wants and what was not given.\n\n"
      "Exit codes: 0 kept, 2 usage or a value that the form does not know, 3 the file could not be "
      "read whole, 4 internal error.");
  add.add_option("--from", inventory_add_.from, "a .bartizan/system.toml")->type_name("FILE");
  CLI::App& edit = *inventory.add_subcommand("edit", "Change or remove a use case.");
  edit.footer(
      "Examples:\n"
      "  bartizan inventory edit DHS-106 --set development_stage=Retired --reason 'switched off'\n"
      "  bartizan inventory edit DHS-106 --set contact_email=\n"
      "  bartizan inventory edit system_abc --remove --yes\n\n"
      "The cells that were imported stay as they stood; an edited value is marked as declared, with "
      "who said so, when and why.\n\n"
      "Exit codes: 0 kept, 2 usage or a value that the form does not know, 4 internal error.");
  edit.add_option("USE-CASE", inventory_edit_.use_case, "its id or name")->required();
  edit.add_flag("--remove", inventory_edit_.remove, "take it out of the inventory");
  edit.add_flag("--yes", inventory_edit_.yes, "do not ask before removing");
  edit.add_option("--by", inventory_edit_.by, "who says so (default: the user)")->type_name("NAME");
  edit.add_option("--reason", inventory_edit_.reason, "why, kept with the edit")->type_name("TEXT");
  const auto common = [this](CLI::App& sub, InventoryEditCommand& command) {
    sub.add_option("--set", command.set, "a field's value; an empty one takes it away")
        ->type_name("FIELD=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    sub.add_option("--schema", command.schema, "the form it follows (default: the newest)")
        ->type_name("ID");
    sub.add_flag("--toml", command.toml, "print it as system.toml, keep nothing");
    add_global(sub, global_, {});
    carries_out(sub, command);
  };
  common(add, inventory_add_);
  common(edit, inventory_edit_);

  CLI::App& review = *inventory.add_subcommand("review", "Work out whether a use case is high-impact.");
  review.footer(
      "Examples:\n"
      "  bartizan inventory review DHS-106\n"
      "  bartizan inventory review --questions\n"
      "  bartizan inventory review DHS-106 --answer basis='no:advice only' --by jdoe\n\n"
      "On a terminal it asks one question after the other and keeps every answer with its reason.\n"
      "It is help with a decision, not the decision, and no legal advice.\n\n"
      "Exit codes: 0 determined, 2 usage, 3 questions are left, 4 internal error.");
  review.add_option("USE-CASE", inventory_review_.use_case, "its id or name");
  review.add_option("--answer", inventory_review_.answers, "an answer, with its reason behind a colon")
      ->type_name("QUESTION=ANSWER[:REASON]")
      ->take_all()
      ->allow_extra_args(false);
  review.add_option("--by", inventory_review_.by, "who answers (default: the user's name)")
      ->type_name("NAME");
  review.add_flag("--questions", inventory_review_.questions, "list the questions");
  add_global(review, global_, {"text", "json"});
  carries_out(review, inventory_review_);
}

void Commands::add_inventory_output(CLI::App& inventory) {
  CLI::App& diff = *inventory.add_subcommand("diff", "Compare two imports, such as two years.");
  diff.footer(
      "Examples:\n"
      "  bartizan inventory list --imports\n"
      "  bartizan inventory diff import_abc import_def\n\n"
      "Exit codes: 0 compared, 2 no such import, 4 internal error.");
  diff.add_option("BEFORE", inventory_diff_.before, "id of the earlier import")->required();
  diff.add_option("AFTER", inventory_diff_.after, "id of the later import")->required();
  diff.add_flag("--all", inventory_diff_.all, "every row, every change");
  add_global(diff, global_, {"text", "json"});
  carries_out(diff, inventory_diff_);

  CLI::App& write = *inventory.add_subcommand("export", "Write an inventory as CSV or JSON.");
  write.footer(
      "Examples:\n"
      "  bartizan inventory export --import import_abc -o inventory.csv\n"
      "  bartizan inventory export --import import_abc --raw -o as-it-came.csv\n"
      "  bartizan inventory export --public --format json -o public.json\n"
      "  bartizan inventory export --history -o edits.csv\n\n"
      "Cells that a spreadsheet would run as formulas get a mark in front; importing the file again\n"
      "takes it away. --raw gives back the imported bytes, marks and all left as they were. JSON\n"
      "has the edits beside each use case; for CSV they are a table of their own: --history.\n\n"
      "Exit codes: 0 written, 2 no such import, 3 there is no inventory, 4 internal error.");
  write.add_option("--import", inventory_export_.import, "only this import")->type_name("ID");
  write.add_option("--schema", inventory_export_.schema, "the form to write (default: the import's)")
      ->type_name("ID");
  CLI::Option* raw = write.add_flag("--raw", inventory_export_.raw, "the bytes that were imported");
  write
      .add_flag("--public", inventory_export_.public_version,
                "without ids, addresses and withheld rows")
      ->excludes(raw);
  write.add_flag("--values", inventory_export_.values, "normalised values instead of raw cells")
      ->excludes(raw);
  write
      .add_flag("--history", inventory_export_.history,
                "who changed which field when and why, from what to what, instead of the table")
      ->excludes(raw)
      ->excludes("--public")
      ->excludes("--values");
  add_global(write, global_, {"csv", "json"});
  carries_out(write, inventory_export_);

  CLI::App& dates = *inventory.add_subcommand("deadlines", "What is due when, also as a calendar.");
  dates.footer(
      "Examples:\n"
      "  bartizan inventory deadlines\n"
      "  bartizan inventory deadlines --format ics -o deadlines.ics\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  dates.add_option("--import", inventory_deadlines_.import, "clocks of this import only")
      ->type_name("ID");
  add_global(dates, global_, {"text", "json", "ics"});
  carries_out(dates, inventory_deadlines_);
}

}  // namespace bartizan::cli
