// What the world knows about vulnerabilities: feeds.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_feeds() {
  CLI::App& feeds = noun("feeds", "Keep advisories here, so that bartizan vuln needs no network.");

  CLI::App& update = *feeds.add_subcommand(
      "update", "Read advisories from files, folders or addresses, in place of the older ones.");
  update.footer(
      "Examples:\n"
      "  bartizan feeds update examples/feeds/osv.json examples/feeds/kev.json\n"
      "  bartizan feeds update examples/feeds/cve.json --name cve-examples\n"
      "  bartizan feeds update https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip\n"
      "  bartizan feeds update\n\n"
      "OSV, GitHub, PyPA and model advisories, CVE 5.x with Vulnrichment, CISA KEV, EPSS and AVID, as\n"
      "JSON, JSON lines, YAML or CSV, also packed as .gz or .zip; what it is, its content says. Without\n"
      "SOURCE every feed is read again from where it came. A feed is replaced when the new one is\n"
      "complete; until then, and when it cannot be read, the old one stays. Addresses are fetched with\n"
      "the program curl, and only by this command.\n\n"
      "Exit codes: 0 updated, 2 usage, 3 something was not read or needs a look (the rest is kept), 4 "
      "internal error.");
  update.add_option("SOURCE", feeds_.update.sources, "files, folders, or https addresses");
  update.add_option("--name", feeds_.update.name, "what the feed is called here (one SOURCE)")
      ->type_name("ID");
  update.add_option("--kind", feeds_.update.kind, "refuse records of other kinds (default: auto)")
      ->check(CLI::IsMember({"auto", "osv", "cve", "kev", "epss", "avid"}).description(""))
      ->type_name("auto|osv|cve|kev|epss|avid");
  update.add_option("--sha256", feeds_.update.sha256, "what the SOURCE must have (one SOURCE)")
      ->type_name("HEX");
  add_global(update, global_, {"text", "json"});
  carries_out(update, feeds_.update);

  CLI::App& list = *feeds.add_subcommand("list", "Say which advisories are here, and how old.");
  list.footer(
      "Examples:\n"
      "  bartizan feeds list\n"
      "  bartizan feeds list --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 3 a feed is stale or cannot be read, or there is none, 4 "
      "internal error.");
  add_global(list, global_, {"text", "json"});
  carries_out(list, feeds_.list);

  CLI::App& remove = *feeds.add_subcommand("remove", "Forget the advisories of one feed.");
  remove.footer(
      "Examples:\n"
      "  bartizan feeds remove --name osv-pypi\n\n"
      "Exit codes: 0 removed, 2 usage or no such feed, 4 internal error.");
  remove.add_option("--name", feeds_.remove.name, "the feed, as bartizan feeds list calls it")
      ->type_name("ID")
      ->required();
  add_global(remove, global_, {});
  carries_out(remove, feeds_.remove);
}

}  // namespace bartizan::cli
