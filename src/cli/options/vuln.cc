// Which vulnerabilities the AI here has: vuln.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_vuln() {
  VulnCommand& command = vuln_.vuln;
  CLI::App& vuln = verb(
      "vuln", "Say which known weaknesses AI systems have, and by when each must be gone.",
      "Examples:\n"
      "  bartizan vuln examples/llm-gateway\n"
      "  bartizan vuln --bom vendor-bom.json --exposed no --by 'A. Person'\n"
      "  bartizan vuln --all --format json -o vuln.json\n\n"
      "Advisories come from the feeds that were imported: bartizan feeds list. A date is what CISA\n"
      "BOD 26-04 asks for; it needs to know whether a system can be reached from the internet, which\n"
      "is asked once on a terminal, and assumed to be so where nobody answers.\n\n"
      "Exit codes: 0 looked up, whatever was found; 1 with --gate when a malicious package or\n"
      "model is there, or a weakness is overdue or must be gone by a date (one that may wait for the next upgrade,\n"
      "is only possible, accepted or excused by VEX does not count); 2 usage; 3 feeds are missing or\n"
      "stale, something could not be read, or there was nothing to look up; 4 internal error.");
  vuln.add_option("PATH", command.paths, "folders and files to read now");
  vuln.add_option("--system", command.system, "a system that was found before, or its use case")
      ->type_name("ID");
  vuln.add_option("--bom", command.boms, "a bill of materials, with the VEX that it carries")
      ->type_name("FILE")
      ->take_all()
      ->allow_extra_args(false);
  vuln.add_flag("--all", command.everything, "everything that was found before");
  vuln.add_option("--exclude", command.exclude, "skip paths that match; counted and shown")
      ->type_name("PATTERN")
      ->take_all()
      ->allow_extra_args(false);
  vuln.add_flag("--installed", command.installed,
                "read the code of installed packages (node_modules, site-packages), too");
  vuln.add_option("--exposed", command.exposed,
                  "whether the systems of which nobody said so can be reached from the internet")
      ->check(CLI::IsMember({"yes", "no"}).description(""))
      ->type_name("yes|no");
  vuln.add_option("--by", command.by, "who says so")->type_name("NAME");
  vuln.add_option("--reason", command.reason, "why")->type_name("TEXT");
  vuln.add_flag("--gate", command.gate, "exit with 1 when something must be fixed by a date");
  vuln.add_flag("--no-remember", command.no_remember,
                "keep neither what was found nor its clocks in the store");
  vuln.add_flag("--unfold", command.unfold, "every weakness, instead of the worst of each package");
  vuln.add_option("--as-of", command.as_of, "decide as it was at this time (UTC); keeps nothing")
      ->type_name("TIME");
  add_global(vuln, global_, {"text", "json", "sarif"});
  carries_out(vuln, command);
}

}  // namespace bartizan::cli
