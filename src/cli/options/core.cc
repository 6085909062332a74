// The commands about model files and about the program itself.
#include "cli/options/grammar.h"

namespace bartizan::cli {
namespace {

const std::map<std::string, record::Depth> kDepths{{"structure", record::Depth::structure},
                                                   {"content", record::Depth::content},
                                                   {"full", record::Depth::full}};
const std::map<std::string, record::Verdict> kFailOn{{"malicious", record::Verdict::malicious},
                                                     {"suspicious", record::Verdict::suspicious}};

}  // namespace

void Commands::add_core() {
  add_scan();
  add_inspect();
  add_explain();
  add_history();
  add_allow();
  add_help();
}

void Commands::add_scan() {
  CLI::App& sub = verb("scan", "Say what model files can do to you, without running them.",
                       "Examples:\n"
                       "  bartizan scan examples/clinic-triage\n"
                       "  bartizan scan --depth structure --format json models/ | jq .summary\n"
                       "  curl -s https://host.invalid/model.pkl | bartizan scan -\n\n"
                       "Exit codes: 0 pass, 1 something malicious or suspicious, 2 usage,\n"
                       "3 something could not be read or nothing was found, 4 internal error.");
  sub.add_option("PATH", scan_.paths, "files and folders; - is standard input");
  sub.add_option("--files-from", scan_.files_from,
                 "read paths from FILE, one a line (- is standard input)")
      ->type_name("FILE");
  sub.add_option("--exclude", scan_.exclude, "skip paths that match; counted and shown")
      ->type_name("PATTERN")
      ->take_all()
      ->allow_extra_args(false);  // one pattern each: the next word is a path
  CLI::Option* depth = choice(sub, "--depth", scan_.depth, kDepths,
                              "how much is read (default content); bartizan help depths");
  CLI::Option* fail_on =
      choice(sub, "--fail-on", scan_.fail_on, kFailOn,
             "the mildest verdict that makes exit code 1 (default suspicious)");
  sub.add_option("--allow-incomplete", scan_.allow_incomplete,
                 "let unread files pass, for this reason")
      ->type_name("REASON");
  sub.add_option("--baseline", scan_.baseline, "accept findings of this earlier JSON report")
      ->type_name("FILE");
  sub.add_option("--html", scan_.html, "write the HTML report as well")->type_name("FILE");
  sub.add_flag("--all", scan_.all,
               "list every file, also clean ones and those that are not models");
  sub.add_flag("--no-cache", scan_.no_cache, "read everything again");
  sub.add_flag("--require-sandbox", scan_.require_sandbox, "refuse to run without the sandbox");
  add_global(sub, global_, {"text", "json", "jsonl", "sarif", "junit", "html"});
  sub.callback([this, depth, fail_on] {
    scan_.depth_given = depth->count() > 0;
    scan_.fail_on_given = fail_on->count() > 0;
    action_ = [this] { return run(global_, scan_); };
  });
}

void Commands::add_inspect() {
  CLI::App& sub =
      verb("inspect", "Show the structure of one file: spans, members, opcodes, tensors.",
           "Examples:\n"
           "  bartizan inspect examples/clinic-triage/models/vitals_net.pt\n"
           "  bartizan inspect examples/clinic-triage/models/note-embedder/model.safetensors "
           "--format json\n"
           "  bartizan inspect examples/booby-trapped/checkpoint.pt --member state/data.pkl\n\n"
           "Exit codes: 0 shown, 2 usage, 3 not wholly readable, 4 internal error.");
  sub.add_option("FILE", inspect_.path, "the file")->required();
  sub.add_option("--member", inspect_.member, "only this member and what it contains")
      ->type_name("NAME");
  add_global(sub, global_, {"text", "json"});
  sub.callback([this] { action_ = [this] { return run(global_, inspect_); }; });
}

void Commands::add_explain() {
  CLI::App& sub = verb("explain", "Print the page of a rule, a verdict, a depth or a format.",
                       "Examples:\n"
                       "  bartizan explain BZ-PKL-001\n"
                       "  bartizan explain incomplete\n"
                       "  bartizan explain safetensors\n\n"
                       "Exit codes: 0 explained, 2 nothing of that name.");
  sub.add_option("ID", explain_.topic,
                 "a rule id or a word of the report; without it, what there is");
  add_global(sub, global_, {});
  sub.callback([this] { action_ = [this] { return run(global_, explain_); }; });
}

void Commands::add_history() {
  CLI::App& sub =
      verb("history", "Show what earlier scans said about a path or a hash.",
           "Examples:\n"
           "  bartizan history examples/booby-trapped/call.pkl\n"
           "  bartizan history 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n"
           "  bartizan history examples --format json\n\n"
           "Exit codes: 0 shown, 2 usage, 3 nothing known.");
  sub.add_option("PATH|SHA256", history_.subject, "what to look up")->required();
  add_global(sub, global_, {"text", "json"});
  sub.callback([this] { action_ = [this] { return run(global_, history_); }; });
}

void Commands::add_allow() {
  CLI::App& allow =
      noun("allow", "Vouch for classes and functions of your own; show what is accepted.");
  CLI::App& list = *allow.add_subcommand("list", "Show what is accepted, by whom and until when.");
  list.footer(
      "Examples:\n"
      "  bartizan allow list\n"
      "  bartizan allow list --all --format json\n"
      "  bartizan allow list --format toml > accepted.toml\n\n"
      "Entries of configuration files, and what was accepted in the dashboard: both count in every "
      "scan with this store. As TOML the latter can go into a configuration file elsewhere.\n\n"
      "Exit codes: 0 shown, 2 usage, 4 internal error.");
  list.add_flag("--all", allow_list_.all, "also what expired or was taken back");
  add_global(list, global_, {"text", "json", "toml"});
  carries_out(list, allow_list_);

  CLI::App& back = *allow.add_subcommand("withdraw", "Take back what was accepted in the dashboard.");
  back.footer(
      "Examples:\n"
      "  bartizan allow list\n"
      "  bartizan allow withdraw exception_abc --by ada --reason 'fixed upstream'\n\n"
      "Entries of configuration files go where they stand.\n\n"
      "Exit codes: 0 taken back, 2 usage, 4 internal error.");
  back.add_option("ID", allow_withdraw_.id, "of the entry, or a beginning of it")->required();
  back.add_option("--by", allow_withdraw_.by, "who says so (default: the user)")->type_name("NAME");
  back.add_option("--reason", allow_withdraw_.reason, "why")->type_name("TEXT")->required();
  add_global(back, global_, {});
  carries_out(back, allow_withdraw_);

  CLI::App& sub = *allow.add_subcommand("add", "Add one to your configuration.");
  sub.footer(
      "Examples:\n"
      "  bartizan allow add acme.preproc.Scaler --role class --owner mlops --reason 'reviewed' "
      "--expires 2027-06-30\n"
      "  bartizan allow add acme.io.rebuild --role rebuild --shape 'str, bytes' --owner mlops "
      "--reason 'pure "
      "function' --expires 2027-06-30\n"
      "  bartizan allow add acme.types.Kind --role value --owner mlops --reason 'an enum' "
      "--expires 2027-06-30\n\n"
      "Exit codes: 0 written, 2 usage, 4 the file could not be written.");
  sub.add_option("MODULE.NAME", allow_.callable, "the full name as the finding shows it")
      ->required();
  sub.add_option("--role", allow_.role, "how it may be used (default class)")
      ->check(CLI::IsMember({"class", "rebuild", "value", "state"}).description(""))
      ->type_name("class|rebuild|value|state");
  sub.add_option(
         "--shape", allow_.shape,
         "arguments a rebuild function may get, such as 'str, int?' (docs/formats/pickle.md)")
      ->type_name("SHAPE");
  sub.add_option("--owner", allow_.owner, "who answers for it")->type_name("NAME")->required();
  sub.add_option("--reason", allow_.reason, "why it is safe")->type_name("TEXT")->required();
  sub.add_option("--expires", allow_.expires, "when to look again")
      ->type_name("YYYY-MM-DD")
      ->required();
  add_global(sub, global_, {});
  sub.callback([this] { action_ = [this] { return run(global_, allow_); }; });
}

void Commands::add_help() {
  CLI::App& sub = verb(
      "help", "Explain verdicts, depths, exit codes, formats or configuration.",
      "Examples:\n  bartizan help verdicts\n  bartizan help exit-codes\n  bartizan help formats");
  sub.add_option("TOPIC", help_.topic, "verdicts, depths, exit-codes, formats, config");
  sub.callback([this] { action_ = [this] { return run(global_, help_); }; });
}

}  // namespace bartizan::cli
