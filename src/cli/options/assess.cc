// Assessments: assess, answer, action, roadmap, self-check.
#include "cli/options/grammar.h"

namespace bartizan::cli {
namespace {

void add_reading(CLI::App& app, std::string& reread, std::string& as_of) {
  app.add_option("--reread", reread,
                 "which files behind the evidence are read again first (default changed)")
      ->type_name("none|changed|all");
  app.add_option("--as-of", as_of, "as if it were that day: what has expired by then is said")
      ->type_name("DATE");
}

}  // namespace

void Commands::add_assess() {
  AssessCommand& assess = assess_.assess;
  CLI::App& sub = verb(
      "assess", "Say how the requirements of a framework stand, from evidence.",
      "Examples:\n"
      "  bartizan assess\n"
      "  bartizan assess guidelines --system examples/clinic-triage\n"
      "  bartizan assess guidelines --all-systems\n"
      "  bartizan assess guidelines --explain V1\n"
      "  bartizan assess guidelines --format html -o report.html --public\n\n"
      "Without a framework, all of them with their totals. Without --system, the organisation with\n"
      "all of its systems: of a framework that is asked of each system, the weakest of them counts, and\n"
      "--all-systems shows which that is. What nobody looked at is unknown, never met; people answer\n"
      "what only people know (bartizan answer add), until the evidence beside their answer changes.\n\n"
      "Exit codes: 0 assessed, 1 with --gate when a requirement is unmet, 2 usage, 3 files were not\n"
      "read again, or none was read yet, 4 internal error.");
  sub.add_option("FRAMEWORK", assess.framework, "its id; none: the list");
  sub.add_option("--system", assess.system, "one system: its id, name, use case or folder")
      ->type_name("SYSTEM");
  sub.add_flag("--all-systems", assess.all_systems,
               "a table of every system and requirement, the worst first");
  sub.add_option("--explain", assess.explain, "one requirement with all of its evidence")
      ->type_name("REQUIREMENT");
  sub.add_option("--since", assess.since, "how totals went from that day on")->type_name("DATE");
  add_reading(sub, assess.reread, assess.as_of);
  sub.add_flag("--gate", assess.gate, "exit with 1 when a requirement is unmet");
  sub.add_flag("--all", assess.all, "every check with its evidence");
  sub.add_flag("--no-remember", assess.no_remember, "do not keep how it stands for the trend");
  sub.add_flag("--public", assess.public_release,
               "only what may leave the house: no names of files, hosts and people");
  add_global(sub, global_, {"text", "json", "csv", "html", "oscal-ar", "oscal-poam"});
  carries_out(sub, assess);
  add_answer();
  add_action();
  add_roadmap();
  SelfCheckCommand& check = assess_.self_check;
  CLI::App& self = verb(
      "self-check", "Say how this installation meets the goals of Secure by Design.",
      "Examples:\n"
      "  bartizan self-check\n"
      "  bartizan self-check --all\n"
      "  bartizan self-check --gate --format json\n\n"
      "The seven goals of CISA's pledge, asked of Bartizan itself: its own file, its sandbox, the\n"
      "documents that came with it, its catalogue, the accounts and the log of the store.\n\n"
      "Exit codes: 0 checked, 1 with --gate when a goal is not met, 2 usage, 4 internal error.");
  self.add_flag("--gate", check.gate, "exit with 1 when a goal is not met");
  self.add_flag("--all", check.all, "what was looked at");
  add_global(self, global_, {"text", "json"});
  carries_out(self, check);
}

void Commands::add_roadmap() {
  RoadmapCommand& command = assess_.roadmap;
  CLI::App& roadmap = verb(
      "roadmap", "Say where the organisation stands on the five lines of effort.",
      "Examples:\n"
      "  bartizan roadmap\n"
      "  bartizan roadmap --all\n"
      "  bartizan roadmap --format json -o roadmap.json\n\n"
      "Each line of effort of CISA's Roadmap for AI with its objectives, one computed measure, what\n"
      "pulls it down most, and what to do next.\n\n"
      "Exit codes: 0 said, 2 usage, 3 files were not read again, or none was read yet, 4 internal "
      "error.");
  add_reading(roadmap, command.reread, command.as_of);
  roadmap.add_flag("--all", command.all, "formulas, and why each objective stands as it does");
  roadmap.add_flag("--no-remember", command.no_remember, "do not keep the measures for the trend");
  add_global(roadmap, global_, {"text", "json"});
  carries_out(roadmap, command);
}

void Commands::add_answer() {
  CLI::App& answer = noun("answer", "Answer what only people know, and see which answers stand.");

  AnswerAddCommand& made = assess_.answer_add;
  CLI::App& add = *answer.add_subcommand("add", "Answer a requirement.");
  add.footer(
      "Examples:\n"
      "  bartizan answer add --framework guidelines --requirement D2 --status met --by 'A. Person'\n"
      "      --reason 'reviewed in May' --until 2027-05-31 --system examples/clinic-triage\n"
      "  bartizan answer add --framework roadmap --requirement 4.2 --status partly --by 'A. Person'\n"
      "      --reason 'two of three groups' --until 2027-01-31 --attachment minutes.pdf\n\n"
      "An answer counts while the evidence that stood beside it is what it was, for a year at most.\n"
      "It raises what is unknown; it never outweighs a check that says no.\n\n"
      "Exit codes: 0 kept, 2 usage, 3 a file could not be read again, 4 internal error.");
  add.add_option("--framework", made.framework, "of the requirement")->type_name("ID")->required();
  add.add_option("--requirement", made.requirement, "what is answered")
      ->type_name("ID")
      ->required();
  add.add_option("--system", made.system, "about which system; none: the organisation")
      ->type_name("SYSTEM");
  add.add_option("--status", made.status, "how it stands")
      ->type_name("met|partly|unmet|not-applicable")
      ->required();
  add.add_option("--by", made.by, "who says so")->type_name("NAME");
  add.add_option("--reason", made.reason, "why")->type_name("TEXT");
  add.add_option("--until", made.until, "until when it holds")->type_name("DATE");
  add.add_option("--attachment", made.attachment, "a document that shows it, up to 16 MiB")
      ->type_name("FILE");
  add_global(add, global_, {});
  carries_out(add, made);

  CLI::App& withdraw = *answer.add_subcommand("withdraw", "Take an answer back.");
  withdraw.footer(
      "Examples:\n"
      "  bartizan answer withdraw --id answer_q3f5kz --by 'A. Person'\n\n"
      "It stays in the history, with who took it back.\n\n"
      "Exit codes: 0 withdrawn, 2 usage or no such answer, 4 internal error.");
  withdraw.add_option("--id", assess_.answer_withdraw.id, "the answer, or the beginning of its id")
      ->type_name("ID")
      ->required();
  withdraw.add_option("--by", assess_.answer_withdraw.by, "who takes it back")->type_name("NAME");
  add_global(withdraw, global_, {});
  carries_out(withdraw, assess_.answer_withdraw);

  CLI::App& list = *answer.add_subcommand("list", "List answers, those that fell first.");
  list.footer(
      "Examples:\n"
      "  bartizan answer list\n"
      "  bartizan answer list --system examples/clinic-triage --framework guidelines --all\n\n"
      "Files that changed since they were read are read again first, as assess does, so that an\n"
      "answer is called fallen for what is there now.\n\n"
      "Exit codes: 0 listed, 2 usage, 3 something could not be read again, 4 internal error.");
  list.add_option("--framework", assess_.answer_list.framework, "only of this one")
      ->type_name("ID");
  list.add_option("--system", assess_.answer_list.system,
                  "about this one; none: about the organisation")
      ->type_name("SYSTEM");
  list.add_flag("--all", assess_.answer_list.all, "also those that a later one replaced");
  add_global(list, global_, {"text", "json"});
  carries_out(list, assess_.answer_list);
}

void Commands::add_action() {
  CLI::App& action = noun("action", "Plan who does what by when about what falls short.");

  ActionAddCommand& made = assess_.action_add;
  CLI::App& add = *action.add_subcommand("add", "Write down an action.");
  add.footer(
      "Examples:\n"
      "  bartizan action add --what 'sign every model' --owner 'A. Person' --due 2027-03-31 --by "
      "'B. Person'\n"
      "      --framework guidelines --requirement V1 --system examples/clinic-triage\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  add.add_option("--what", made.what, "what is to be done")->type_name("TEXT");
  add.add_option("--owner", made.owner, "who does it")->type_name("NAME");
  add.add_option("--due", made.due, "by when")->type_name("DATE");
  add.add_option("--framework", made.framework, "of the requirement that it serves")
      ->type_name("ID");
  add.add_option("--requirement", made.requirement, "that it serves")->type_name("ID");
  add.add_option("--system", made.system, "about which system; none: the organisation")
      ->type_name("SYSTEM");
  add.add_option("--by", made.by, "who writes it down")->type_name("NAME");
  add_global(add, global_, {});
  carries_out(add, made);

  CLI::App& list = *action.add_subcommand("list", "List the plan, what is overdue first.");
  list.footer(
      "Examples:\n"
      "  bartizan action list\n"
      "  bartizan action list --system examples/clinic-triage --all --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  list.add_option("--system", assess_.action_list.system, "only about this one")
      ->type_name("SYSTEM");
  list.add_flag("--all", assess_.action_list.all, "done and dropped ones, too");
  add_global(list, global_, {"text", "json"});
  carries_out(list, assess_.action_list);

  const auto closing = [&](ActionCloseCommand& command, CLI::App& sub, const std::string& word,
                           const std::string& note) {
    sub.footer("Examples:\n  bartizan action " + word +
               " --id action_01KV --by 'A. Person' --note '" + note +
               "'\n\n"
               "Exit codes: 0 kept, 2 usage or no such action, 4 internal error.");
    sub.add_option("--id", command.id, "the action, or the beginning of its id")
        ->type_name("ID")
        ->required();
    sub.add_option("--by", command.by, "who says so")->type_name("NAME");
    sub.add_option("--note", command.note, "what was done, or why not")->type_name("TEXT");
    add_global(sub, global_, {});
  };
  CLI::App& done = *action.add_subcommand("done", "Say that an action is done.");
  closing(assess_.action_done, done, "done", "signed with the release key");
  carries_out(done, assess_.action_done);
  CLI::App& drop = *action.add_subcommand("drop", "Drop an action.");
  closing(assess_.action_drop, drop, "drop", "the system was retired");
  carries_out(drop, assess_.action_drop);
}

}  // namespace bartizan::cli
