// What policy forbids: gate.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_gate() {
  CLI::App& sub = verb(
      "gate", "Let pass what policy permits: models, code and BOMs against rules.",
      "Examples:\n"
      "  bartizan gate examples/clinic-triage\n"
      "  bartizan gate models/ --policy /etc/bartizan/gate.toml --format sarif -o gate.sarif\n"
      "  bartizan gate . --preset strict --explain pickle-format --dry-run\n"
      "  bartizan gate --print-preset default > gate.toml\n\n"
      "Without --policy and --preset: the user's gate.toml, /etc/bartizan/gate.toml, or the preset\n"
      "default. A policy inside of what is judged is refused. docs/gate.md has the language.\n\n"
      "Exit codes: 0 passed, 1 a rule failed, 2 usage, 3 undecided: something that a rule needs is\n"
      "not known, or there is nothing to judge, 4 internal error, or it could not be kept. 1 wins over both.");
  sub.add_option("PATH", gate_.gate.paths, "folders and files to judge");
  sub.add_option("--policy", gate_.gate.policy, "the rules, a gate.toml")->type_name("FILE");
  sub.add_option("--preset", gate_.gate.preset, "rules that come with Bartizan")
      ->check(CLI::IsMember({"strict", "default", "observe"}).description(""))
      ->type_name("strict|default|observe")
      ->excludes("--policy");
  sub.add_option("--print-preset", gate_.gate.print_preset, "print a preset, to start one's own from")
      ->check(CLI::IsMember({"strict", "default", "observe"}).description(""))
      ->type_name("strict|default|observe");
  sub.add_option("--bom", gate_.gate.bom, "judge this BOM, with PATH or for itself")
      ->type_name("FILE");
  sub.add_option("--system", gate_.gate.system, "judge a system that was found before")
      ->type_name("ID");
  sub.add_option("--explain", gate_.gate.explain,
                 "say what a rule looked at, and why it came out so; \"all\" for each")
      ->type_name("RULE|all");
  sub.add_option("--sign-with", gate_.gate.sign_with,
                 "sign the verification summary: name of `bartizan key`, PEM file or pkcs11: URI")
      ->type_name("KEY");
  sub.add_option("--passphrase-file", gate_.gate.passphrase_file,
                 "its first line opens an encrypted key")
      ->type_name("FILE");
  sub.add_flag("--dry-run", gate_.gate.dry_run, "judge and report, and exit with 0");
  sub.add_option("--exclude", gate_.gate.exclude, "skip paths that match; counted and shown")
      ->type_name("PATTERN")
      ->take_all()
      ->allow_extra_args(false);
  sub.add_flag("--installed", gate_.gate.installed,
               "read the code of installed packages (node_modules, site-packages), too");
  sub.add_flag("--all", gate_.gate.all, "do not fold lists");
  sub.add_flag("--no-cache", gate_.gate.no_cache, "read everything anew");
  sub.add_flag("--require-sandbox", gate_.gate.require_sandbox,
               "refuse to run where workers cannot be confined");
  add_global(sub, global_, {"text", "json", "sarif", "junit", "github", "gitlab", "vsa"});
  carries_out(sub, gate_.gate);
}

}  // namespace bartizan::cli
