// Threat and resilience: posture, readiness, risk.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_posture() {
  CLI::App& posture = noun("posture", "Raise and lower how strict things are (Shields Up).");
  PostureCommands& all = posture_;

  CLI::App& raise = *posture.add_subcommand("raise", "Be stricter, until a date.");
  raise.footer(
      "Examples:\n"
      "  bartizan posture raise --for 14d --reason 'attacks on the sector' --by 'A. Person'\n"
      "  bartizan posture raise --until 2027-01-31 --reason 'CVE-2026-42208' --by 'A. Person'\n"
      "  bartizan posture raise --for 12h --preset default --reason 'drill' --by 'A. Person'\n\n"
      "The gate adds a preset's rules, evidence ages faster, watched places are looked at more\n"
      "often, cases get a nearer target. It ends by itself (docs/posture.md).\n\n"
      "Exit codes: 0 raised, 2 usage, 4 internal error.");
  raise.add_option("--until", all.raise.until, "when it ends by itself")->type_name("DATE");
  raise.add_option("--for", all.raise.span, "or after how long: 12h, 14d, 2w")->type_name("TIME");
  raise.add_option("--preset", all.raise.preset, "rules that the gate adds (default strict)")
      ->type_name("strict|default");
  raise.add_option("--reason", all.raise.reason, "why")->type_name("TEXT");
  raise.add_option("--by", all.raise.by, "who raises it")->type_name("NAME");
  add_global(raise, global_, {});
  carries_out(raise, all.raise);

  CLI::App& lower = *posture.add_subcommand("lower", "Go back to normal before the date.");
  lower.footer(
      "Examples:\n"
      "  bartizan posture lower --reason 'nothing was found' --by 'A. Person'\n\n"
      "Exit codes: 0 lowered, 2 usage or it is not raised, 4 internal error.");
  lower.add_option("--reason", all.lower.reason, "why")->type_name("TEXT");
  lower.add_option("--by", all.lower.by, "who lowers it")->type_name("NAME");
  add_global(lower, global_, {});
  carries_out(lower, all.lower);

  CLI::App& show = *posture.add_subcommand("show", "Say how it stands, and what that changes.");
  show.footer(
      "Examples:\n"
      "  bartizan posture show\n"
      "  bartizan posture show --as-of 2027-01-31T12:00:00Z --format json\n\n"
      "Exit codes: 0 shown, 2 usage, 4 internal error.");
  show.add_option("--as-of", all.show.as_of, "the time that is asked about (default now)")
      ->type_name("TIME");
  add_global(show, global_, {"text", "json"});
  carries_out(show, all.show);

  add_readiness();
  add_risk();
}

void Commands::add_readiness() {
  CLI::App& readiness =
      noun("readiness", "Keep what makes ready: assets, exercises, restore tests (Shields Ready).");
  PostureCommands& all = posture_;

  CLI::App& record =
      *readiness.add_subcommand("record", "Write down what is critical or was done.");
  record.footer(
      "Examples:\n"
      "  bartizan readiness record critical-asset --system llm-gateway --what 'triage of patients' "
      "--by 'A. Person'\n"
      "  bartizan readiness record exercise --what 'poisoned model, with the clinic' --at "
      "2026-10-01 "
      "--by 'A. Person'\n"
      "  bartizan readiness record restore-test --system llm-gateway --what 'weights from tape' "
      "--attachment report.pdf --by 'A. Person'\n\n"
      "Kinds: critical-asset, dependency, exercise, restore-test, fail-safe, playbook. Without\n"
      "--system it is of the organisation. An attachment is kept with it.\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  record.add_option("KIND", all.readiness_record.kind, "what it is")->required();
  record.add_option("--system", all.readiness_record.system, "a found system or a use case")
      ->type_name("SYSTEM");
  record.add_option("--what", all.readiness_record.what, "in words")->type_name("TEXT");
  record.add_option("--by", all.readiness_record.by, "who says so")->type_name("NAME");
  record.add_option("--at", all.readiness_record.at, "when it was done (default today)")
      ->type_name("DATE");
  record.add_option("--next", all.readiness_record.next, "when it is planned again")
      ->type_name("DATE");
  record
      .add_option("--attachment", all.readiness_record.attachment,
                  "a document that shows it, up to 16 MiB")
      ->type_name("FILE");
  add_global(record, global_, {});
  carries_out(record, all.readiness_record);

  CLI::App& list = *readiness.add_subcommand("list", "List records, overdue ones first.");
  list.footer(
      "Examples:\n"
      "  bartizan readiness list\n"
      "  bartizan readiness list --system llm-gateway --format json\n"
      "  bartizan readiness list --gate\n\n"
      "Overdue: an exercise after a year, a restore test after half a year, or what was planned\n"
      "earlier. Missing: a critical asset without exercise, restore test, fail-safe or "
      "playbook.\n\n"
      "Exit codes: 0 listed, 1 with --gate and something is overdue or missing, 2 usage, 3 with\n"
      "--gate and nothing was recorded, 4 internal error.");
  list.add_option("--system", all.readiness_list.system, "only this one, and the organisation")
      ->type_name("SYSTEM");
  list.add_option("--as-of", all.readiness_list.as_of, "the time that is asked about (default now)")
      ->type_name("TIME");
  list.add_flag("--gate", all.readiness_list.gate, "exit 1 for what is overdue or missing");
  list.add_flag("--all", all.readiness_list.all, "replaced and withdrawn records, too");
  add_global(list, global_, {"text", "json"});
  carries_out(list, all.readiness_list);

  CLI::App& withdraw = *readiness.add_subcommand("withdraw", "Take a record back.");
  withdraw.footer(
      "Examples:\n"
      "  bartizan readiness withdraw --id readiness_q3f5kz --by 'A. Person'\n\n"
      "It stays in the list with --all.\n\n"
      "Exit codes: 0 taken back, 2 usage or no such record, 4 internal error.");
  withdraw.add_option("--id", all.readiness_withdraw.id, "its id, or the beginning of it")
      ->type_name("ID")
      ->required();
  withdraw.add_option("--by", all.readiness_withdraw.by, "who takes it back")->type_name("NAME");
  add_global(withdraw, global_, {});
  carries_out(withdraw, all.readiness_withdraw);

  CLI::App& map = *readiness.add_subcommand("map", "Show what critical systems depend on.");
  map.footer(
      "Examples:\n"
      "  bartizan readiness map\n"
      "  bartizan readiness map --all --format json\n\n"
      "Providers of hosted models, hubs, registries, hosts: as discovery found them, and what was\n"
      "recorded as a dependency.\n\n"
      "Exit codes: 0 shown, 2 usage, 3 no critical system is known, 4 internal error.");
  map.add_flag("--all", all.readiness_map.all, "every system that was found");
  add_global(map, global_, {"text", "json"});
  carries_out(map, all.readiness_map);
}

void Commands::add_risk() {
  CLI::App& risk = noun("risk", "Keep a register of risks of AI to critical infrastructure.");
  PostureCommands& all = posture_;
  const auto fields = [](CLI::App& app, RiskEditCommand& command) {
    app.add_option("--sector", command.sector, "energy, water ... (risk list --all names them)")
        ->type_name("SECTOR");
    app.add_option("--category", command.category, "which of the three of DHS")
        ->type_name("attacks-using-ai|attacks-targeting-ai|failures");
    app.add_option("--scenario", command.scenario, "what may happen")->type_name("TEXT");
    app.add_option("--system", command.system, "a found system or a use case")->type_name("SYSTEM");
    app.add_option("--atlas", command.atlas, "a technique of MITRE ATLAS, again for more")
        ->type_name("ID")
        ->take_all()
        ->allow_extra_args(false);
    constexpr const char* kWords = "very-low|low|moderate|high|very-high";
    app.add_option("--likelihood", command.likelihood, "how likely")->type_name(kWords);
    app.add_option("--impact", command.impact, "how bad")->type_name(kWords);
    app.add_option("--owner", command.owner, "who answers for it")->type_name("NAME");
    app.add_option("--treatment", command.treatment, "what is done")
        ->type_name("reduce|avoid|transfer|accept");
    app.add_option("--due", command.due, "by when")->type_name("DATE");
    app.add_option("--govern", command.govern, "which rule or role governs it")->type_name("TEXT");
    app.add_option("--map", command.map, "its context")->type_name("TEXT");
    app.add_option("--measure", command.measure, "how it is measured")->type_name("TEXT");
    app.add_option("--manage", command.manage, "how it is managed")->type_name("TEXT");
    app.add_option("--by", command.by, "who says so")->type_name("NAME");
  };

  CLI::App& add = *risk.add_subcommand("add", "Write a risk down.");
  add.footer(
      "Examples:\n"
      "  bartizan risk add --sector healthcare-and-public-health --category attacks-targeting-ai "
      "--scenario 'poisoned triage model' --atlas AML.T0020 --by 'A. Person'\n"
      "  bartizan risk add --sector energy --category failures --scenario 'forecast drifts' "
      "--likelihood moderate --impact high --owner 'B. Person' --treatment reduce --due 2027-03-31 "
      "--by 'A. Person'\n\n"
      "Attacks name techniques of ATLAS, which are checked. docs/posture.md has the table of\n"
      "levels.\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  fields(add, all.risk_add);
  add_global(add, global_, {});
  carries_out(add, all.risk_add);

  CLI::App& set = *risk.add_subcommand("set", "Change a risk; what it was is kept.");
  set.footer(
      "Examples:\n"
      "  bartizan risk set --id risk_q3f5kz --likelihood high --impact moderate --by 'A. Person'\n"
      "  bartizan risk set --id risk_q3f5kz --state closed --by 'A. Person'\n\n"
      "Exit codes: 0 kept, 2 usage or no such risk, 4 internal error.");
  set.add_option("--id", all.risk_set.id, "its id, or the beginning of it")
      ->type_name("ID")
      ->required();
  fields(set, all.risk_set);
  set.add_option("--state", all.risk_set.state, "how it stands now")
      ->type_name("open|treated|accepted|closed");
  add_global(set, global_, {});
  carries_out(set, all.risk_set);

  CLI::App& list = *risk.add_subcommand("list", "List risks by sector and category.");
  list.footer(
      "Examples:\n"
      "  bartizan risk list\n"
      "  bartizan risk list --sector energy --format json\n"
      "  bartizan risk list --gate\n\n"
      "Exit codes: 0 listed, 1 with --gate and a risk is overdue, 2 usage, 3 with --gate and none\n"
      "was written down, 4 internal error.");
  list.add_option("--sector", all.risk_list.sector, "only of this one")->type_name("SECTOR");
  list.add_option("--as-of", all.risk_list.as_of, "the time that is asked about (default now)")
      ->type_name("TIME");
  list.add_flag("--gate", all.risk_list.gate, "exit 1 for a risk that is overdue");
  list.add_flag("--all", all.risk_list.all, "every sector, and closed risks, too");
  add_global(list, global_, {"text", "json"});
  carries_out(list, all.risk_list);

  CLI::App& show = *risk.add_subcommand("show", "Show one risk along the four functions.");
  show.footer(
      "Examples:\n"
      "  bartizan risk show --id risk_q3f5kz\n"
      "  bartizan risk show --id risk_q3f5kz --format json\n\n"
      "Exit codes: 0 shown, 2 no such risk, 4 internal error.");
  show.add_option("--id", all.risk_show.id, "its id, or the beginning of it")
      ->type_name("ID")
      ->required();
  add_global(show, global_, {"text", "json"});
  carries_out(show, all.risk_show);
}

}  // namespace bartizan::cli
