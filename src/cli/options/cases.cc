// Decisions: exposure, clock, vex, ssvc.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_cases() {
  add_exposure();
  add_clock();
  add_vex();
  add_ssvc();
}

void Commands::add_exposure() {
  CLI::App& exposure = noun("exposure", "Remember which systems can be reached from the internet.");
  CLI::App& set = *exposure.add_subcommand("set", "Say whether a system is exposed.");
  set.footer(
      "Examples:\n"
      "  bartizan exposure set --system examples/clinic-triage --exposed no --by 'A. Person'\n"
      "  bartizan exposure set --system llm-gateway --exposed yes --by 'A. Person' --reason "
      "'public "
      "page'\n\n"
      "Cases of the system are decided anew at once. Every answer is kept. Until somebody says\n"
      "otherwise, a system is taken as exposed.\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  set.add_option("--system", cases_.exposure_set.system, "its id, name, use case or path")
      ->type_name("SYSTEM")
      ->required();
  set.add_option("--exposed", cases_.exposure_set.exposed,
                 "whether people you do not know can reach it from the internet")
      ->type_name("yes|no");
  set.add_option("--by", cases_.exposure_set.by, "who says so")->type_name("NAME");
  set.add_option("--reason", cases_.exposure_set.reason, "why")->type_name("TEXT");
  add_global(set, global_, {});
  carries_out(set, cases_.exposure_set);

  CLI::App& list = *exposure.add_subcommand("list", "List systems with what was said about them.");
  list.footer(
      "Examples:\n"
      "  bartizan exposure list\n"
      "  bartizan exposure list --all --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 3 nothing was read yet, 4 internal error.");
  list.add_flag("--all", cases_.exposure_list.all, "places and earlier answers, too");
  add_global(list, global_, {"text", "json"});
  carries_out(list, cases_.exposure_list);
}

void Commands::add_clock() {
  CLI::App& clock = *app_.add_subcommand("clock", "Say which weakness must be gone by when.");
  clock.footer(
      "Examples:\n"
      "  bartizan clock\n"
      "  bartizan clock --system examples/clinic-triage --all\n"
      "  bartizan clock --format ics -o deadlines.ics\n\n"
      "Overdue first. The clock of CISA BOD 26-04 starts at the earlier of the listing in KEV and\n"
      "the detection here. bartizan clock show and mark --help say more.\n\n"
      "Exit codes: 0 listed, 2 usage, 3 no weakness was looked for yet, 4 internal error.");
  clock.require_subcommand(0, 1);
  clock
      .add_option("--system", cases_.clock.system, "only this one: its id, name, use case or path")
      ->type_name("SYSTEM");
  clock.add_flag("--all", cases_.clock.all, "closed cases, too");
  add_global(clock, global_, {"text", "json", "ics", "csv"});
  // The callback of a command runs after that of its verb.
  clock.callback([this, &clock] {
    if (!clock.get_subcommands().empty()) return;
    action_ = [this] { return run(global_, cases_.clock); };
  });

  CLI::App& show = *clock.add_subcommand("show", "Show one case: inputs, steps, history.");
  show.footer(
      "Examples:\n"
      "  bartizan clock show --case CVE-2026-42208\n"
      "  bartizan clock show --case CVE-2026-42208 --system llm-gateway\n"
      "  bartizan clock show --case case_q3f5kz --format json\n\n"
      "Exit codes: 0 shown, 2 no such case, 4 internal error.");
  show.add_option("--case", cases_.clock_show.known, "its id, the beginning of it, or a CVE")
      ->type_name("CASE")
      ->required();
  show.add_option("--system", cases_.clock_show.system, "where several systems have that CVE")
      ->type_name("SYSTEM");
  add_global(show, global_, {"text", "json"});
  carries_out(show, cases_.clock_show);

  CLI::App& mark = *clock.add_subcommand("mark", "Say what was done about a case.");
  mark.footer(
      "Examples:\n"
      "  bartizan clock mark --case CVE-2026-42208 --step scope --by 'A. Person' --reason 'one "
      "host'\n"
      "  bartizan clock mark --case case_q3f5kz --state fixed --by 'A. Person' --reason "
      "'upgraded'\n"
      "  bartizan clock mark --case case_q3f5kz --state accepted --until 2027-06-30 --by 'A. "
      "Person' --reason 'offline'\n\n"
      "Every change is kept with who and when. A fixed case that is seen again opens again.\n\n"
      "Exit codes: 0 kept, 2 usage or no such case, 4 internal error.");
  mark.add_option("--case", cases_.clock_mark.known, "its id, the beginning of it, or a CVE")
      ->type_name("CASE")
      ->required();
  mark.add_option("--system", cases_.clock_mark.system, "where several systems have that CVE")
      ->type_name("SYSTEM");
  mark.add_option("--state", cases_.clock_mark.state, "how it stands now")
      ->type_name("open|investigating|fixed|accepted");
  mark.add_option("--step", cases_.clock_mark.step, "a forensic step that was taken")
      ->type_name("scope|volatile-evidence|triage-decision");
  mark.add_option("--by", cases_.clock_mark.by, "who says so")->type_name("NAME");
  mark.add_option("--reason", cases_.clock_mark.reason, "why")->type_name("TEXT");
  mark.add_option("--until", cases_.clock_mark.until, "until when it is accepted")
      ->type_name("DATE");
  add_global(mark, global_, {});
  carries_out(mark, cases_.clock_mark);
}

void Commands::add_vex() {
  CLI::App& vex = noun("vex", "Take in, make and give out statements about weaknesses (VEX).");
  const auto several = [](CLI::Option* option) { option->take_all()->allow_extra_args(false); };

  CLI::App& import = *vex.add_subcommand("import", "Keep statements that others made.");
  import.footer(
      "Examples:\n"
      "  bartizan vex import vendor.openvex.json\n"
      "  bartizan vex import bom.cdx.json --system llm-gateway\n\n"
      "OpenVEX, and CycloneDX documents with analyses. The newest statement that names a "
      "component\n"
      "counts; one that gives no reason for not_affected is refused.\n\n"
      "Exit codes: 0 kept, 2 usage, 3 not wholly readable (the rest is kept), 4 internal error.");
  import.add_option("FILE", cases_.vex_import.files, "the documents")->required();
  import.add_option("--system", cases_.vex_import.system, "the system that they are about")
      ->type_name("SYSTEM");
  add_global(import, global_, {});
  carries_out(import, cases_.vex_import);

  CLI::App& list = *vex.add_subcommand("list", "List the statements that are known.");
  list.footer(
      "Examples:\n"
      "  bartizan vex list\n"
      "  bartizan vex list --vulnerability CVE-2026-42208 --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  list.add_option("--vulnerability", cases_.vex_list.vulnerability, "only about this one")
      ->type_name("ID");
  list.add_flag("--all", cases_.vex_list.all, "do not fold the list");
  add_global(list, global_, {"text", "json"});
  carries_out(list, cases_.vex_list);

  VexAddCommand& made = cases_.vex_add;
  CLI::App& add = *vex.add_subcommand("add", "Make a statement.");
  add.footer(
      "Examples:\n"
      "  bartizan vex add --vulnerability CVE-2026-42208 --status not_affected --justification "
      "vulnerable_code_not_in_execute_path --product pkg:pypi/litellm --by 'A. Person'\n"
      "  bartizan vex add --vulnerability CVE-2026-42208 --status affected --action 'upgrade on "
      "Monday' --product pkg:pypi/litellm --by 'A. Person'\n\n"
      "not_affected needs a justification (component_not_present, vulnerable_code_not_present,\n"
      "vulnerable_code_not_in_execute_path, vulnerable_code_cannot_be_controlled_by_adversary,\n"
      "inline_mitigations_already_exist) or an impact in words.\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  add.add_option("--vulnerability", made.vulnerability, "a CVE or another id")
      ->type_name("ID")
      ->required();
  several(add.add_option("--alias", made.aliases, "another name of it")->type_name("ID"));
  add.add_option("--status", made.status, "what is said")
      ->type_name("not_affected|affected|fixed|under_investigation")
      ->required();
  add.add_option("--justification", made.justification, "why it is not affected")
      ->type_name("WORD");
  add.add_option("--impact", made.impact, "the same in words")->type_name("TEXT");
  add.add_option("--action", made.action, "what is done about it")->type_name("TEXT");
  add.add_option("--system", made.system, "in this system only")->type_name("SYSTEM");
  several(add.add_option("--product", made.products, "a package URL, or sha256:HEX of a file")
              ->type_name("PURL"));
  several(add.add_option("--subcomponent", made.subcomponents, "a part of the product")
              ->type_name("PURL"));
  add.add_option("--by", made.by, "who says so")->type_name("NAME");
  add_global(add, global_, {});
  carries_out(add, made);

  CLI::App& remove = *vex.add_subcommand("remove", "Take a statement back.");
  remove.footer(
      "Examples:\n"
      "  bartizan vex remove --id vex_q3f5kz --yes\n\n"
      "Cases that it excused open again.\n\n"
      "Exit codes: 0 taken back, 2 usage or no such statement, 4 internal error.");
  remove.add_option("--id", cases_.vex_remove.id, "its id, or the beginning of it")
      ->type_name("ID")
      ->required();
  remove.add_flag("--yes", cases_.vex_remove.yes, "do not ask before");
  add_global(remove, global_, {});
  carries_out(remove, cases_.vex_remove);

  CLI::App& out = *vex.add_subcommand("export", "Write what was decided here as VEX.");
  out.footer(
      "Examples:\n"
      "  bartizan vex export --author 'Clinic IT' -o clinic.openvex.json\n"
      "  bartizan vex export --system llm-gateway --product pkg:oci/gateway --format cyclonedx\n\n"
      "Open, accepted, fixed and excused cases. What a format cannot say is listed on standard\n"
      "error.\n\n"
      "Exit codes: 0 written, 2 usage, 3 nothing was decided, 4 internal error.");
  out.add_option("--system", cases_.vex_export.system, "only this one")->type_name("SYSTEM");
  out.add_option("--product", cases_.vex_export.product, "what others call that system")
      ->type_name("PURL");
  out.add_option("--author", cases_.vex_export.author, "who answers for the document")
      ->type_name("NAME");
  add_global(out, global_, {"openvex", "cyclonedx"});
  carries_out(out, cases_.vex_export);
}

void Commands::add_ssvc() {
  CLI::App& ssvc = verb(
      "ssvc", "Decide by a table of SSVC, or list the tables.",
      "Examples:\n"
      "  bartizan ssvc\n"
      "  bartizan ssvc --table bod-26-04 --set in-kev=yes --set publicly-exposed=no --set "
      "automatable=yes --set technical-impact=total\n"
      "  bartizan ssvc --table deployer --set exploitation=active --set system-exposure=open --set "
      "automatable=yes --set safety-impact=marginal --set mission-impact=degraded --format json\n\n"
      "On a terminal it asks for what was not given. JSON is an SSVC SelectionList 2.0.0.\n\n"
      "Exit codes: 0 decided or listed, 2 usage or an input is missing, 4 internal error.");
  ssvc.add_option("--table", cases_.ssvc.table, "which table")->type_name("ID");
  ssvc.add_option("--set", cases_.ssvc.set, "the value of a decision point")
      ->type_name("POINT=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  ssvc.add_option("--vulnerability", cases_.ssvc.vulnerability, "what is decided about, for JSON")
      ->type_name("ID");
  add_global(ssvc, global_, {"text", "json"});
  carries_out(ssvc, cases_.ssvc);
}

}  // namespace bartizan::cli
