#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "run/gate.h"
#include "run/version.h"

namespace bartizan::cli {
namespace {

// Edit distance, for "did you mean".
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = up;
    }
  }
  return row[b.size()];
}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = word.size() / 2 + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (!sub->get_name().empty()) names.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

const std::map<std::string, Choice> kChoices{
    {"auto", Choice::automatic}, {"always", Choice::always}, {"never", Choice::never}};
const std::map<std::string, bool> kProgress{{"auto", true}, {"never", false}};
const std::map<std::string, record::Depth> kDepths{{"structure", record::Depth::structure},
                                                   {"content", record::Depth::content},
                                                   {"full", record::Depth::full}};
const std::map<std::string, record::Verdict> kFailOn{{"malicious", record::Verdict::malicious},
                                                     {"suspicious", record::Verdict::suspicious}};

template <typename Map>
CLI::Option* choice(CLI::App& app, const std::string& name, typename Map::mapped_type& target,
                    const Map& values, const std::string& text) {
  std::string shown;
  for (const auto& [word, value] : values) shown += (shown.empty() ? "" : "|") + word;
  const auto set = [&target, &values, name, shown](const std::string& word) {
    const auto found = values.find(word);
    if (found == values.end())
      throw CLI::ValidationError(name + " " + word, "it is one of " + shown);
    target = found->second;
  };
  return app.add_option_function<std::string>(name, set, text)->type_name(shown);
}

void add_global(CLI::App& app, GlobalOptions& global, const std::vector<std::string>& formats) {
  constexpr const char* kGroup = "Options of every command";
  app.add_option("--store", global.store, "where results are kept (docs/store.md)")
      ->type_name("PATH")
      ->group(kGroup);
  app.add_option("--config", global.config, "use this configuration instead of the usual ones")
      ->type_name("FILE")
      ->group(kGroup);
  if (!formats.empty()) {
    std::string shown;
    for (const std::string& format : formats) shown += (shown.empty() ? "" : "|") + format;
    app.add_option("--format", global.format, "form of the result (default text)")
        ->check(CLI::IsMember(formats).description(""))
        ->type_name(shown)
        ->group(kGroup);
    app.add_option("-o,--output", global.output, "write the result to FILE")
        ->type_name("FILE")
        ->group(kGroup);
  }
  app.add_flag("-q,--quiet", global.quiet, "only what needs attention")->group(kGroup);
  app.add_flag("-v,--verbose", global.verbose, "more detail")->group(kGroup);
  choice(app, "--color", global.color, kChoices, "colour on a terminal (NO_COLOR is honoured)")
      ->group(kGroup);
  choice(app, "--progress", global.progress, kProgress, "progress bar on a terminal")
      ->group(kGroup);
  app.add_flag("--reproducible", global.reproducible,
               "leave out times, host and cache: same bytes, same report")
      ->group(kGroup);
  app.add_option("--jobs", global.jobs, "workers (default: one per processor)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024).description(""))
      ->group(kGroup);
}

// One sub-command: its options and what runs it.
class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}

  void add_scan() {
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

  void add_inspect() {
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

  void add_explain() {
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

  void add_history() {
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

  void add_allow() {
    CLI::App& noun = verb("allow", "Vouch for classes and functions of your own.", "");
    noun.require_subcommand(1);
    CLI::App& sub = *noun.add_subcommand("add", "Add one to your configuration.");
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

  void add_help() {
    CLI::App& sub = verb(
        "help", "Explain verdicts, depths, exit codes, formats or configuration.",
        "Examples:\n  bartizan help verdicts\n  bartizan help exit-codes\n  bartizan help formats");
    sub.add_option("TOPIC", help_.topic, "verdicts, depths, exit-codes, formats, config");
    sub.callback([this] { action_ = [this] { return run(global_, help_); }; });
  }

  int carry_out() { return action_ ? action_() : int{run::kUsage}; }

 private:
  CLI::App& verb(const std::string& name, const std::string& text, const std::string& footer) {
    CLI::App& sub = *app_.add_subcommand(name, text);
    sub.footer(footer);
    return sub;
  }

  CLI::App& app_;
  GlobalOptions global_;
  ScanCommand scan_;
  InspectCommand inspect_;
  ExplainCommand explain_;
  HistoryCommand history_;
  AllowCommand allow_;
  HelpCommand help_;
  std::function<int()> action_;
};

// The word that cannot stand where it stands, and the commands and options that could.
struct Unknown {
  std::string word;
  std::string guess;
};

Unknown find_unknown(const CLI::App& app, bool is_verb, std::span<char* const> words) {
  const std::vector<std::string> names = names_of(app);
  for (const char* argument : words) {
    const std::string word(argument);
    const std::string name = word.substr(0, word.find('='));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (name.starts_with("--") || is_verb) return {name, nearest(name, names)};
  }
  return {};
}

// Usage errors: what is wrong, the nearest thing that exists, and where help is.
int explain_usage(const CLI::App& app, const CLI::ParseError& error, std::span<char* const> words) {
  const auto chosen = app.get_subcommands();
  const CLI::App& sub = chosen.empty() ? app : *chosen.front();
  const Unknown unknown = find_unknown(sub, chosen.empty(), words);
  if (unknown.word.empty()) {
    std::cerr << "bartizan: " << error.what() << "\n";
  } else {
    std::cerr << "bartizan: there is no " << (chosen.empty() ? "command " : "option ")
              << unknown.word << ".";
    if (!unknown.guess.empty()) std::cerr << " Did you mean " << unknown.guess << "?";
    std::cerr << "\n";
  }
  std::cerr << "bartizan " << (chosen.empty() ? "" : sub.get_name() + " ")
            << "--help shows what is possible.\n";
  return run::kUsage;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app(
      "Bartizan says what a model file can do to you, from its bytes: offline, without running "
      "anything.",
      "bartizan");
  app.set_version_flag("--version", std::string("bartizan ") + run::kVersion);
  app.set_help_flag("-h,--help", "show this help");
  app.require_subcommand(1);
  app.footer(
      "Start with: bartizan scan PATH\nThen:       bartizan explain RULE-ID, bartizan inspect "
      "FILE\n\n"
      "Not affiliated with or endorsed by CISA or DHS.");
  Commands commands(app);
  commands.add_scan();
  commands.add_inspect();
  commands.add_explain();
  commands.add_history();
  commands.add_allow();
  commands.add_help();
  if (argc == 1) {
    std::cout << app.help();
    return run::kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return explain_usage(app, error, std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  }
  return commands.carry_out();
}

}  // namespace bartizan::cli
