// Newer rules and lists: catalog.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_catalog() {
  CLI::App& catalog = noun("catalog", "Show, renew and reset the rules and lists that decide.");

  CLI::App& show = *catalog.add_subcommand("show", "Say which catalogue is in force, and whose.");
  show.footer(
      "Examples:\n"
      "  bartizan catalog show\n"
      "  bartizan catalog show --format json\n\n"
      "Exit codes: 0 shown, 2 usage, 3 an installed catalogue cannot be trusted and is not in "
      "force, 4 internal error.");
  add_global(show, global_, {"text", "json"});
  carries_out(show, catalog_.show);

  CLI::App& update =
      *catalog.add_subcommand("update", "Install a signed, newer catalogue without a new program.");
  update.footer(
      "Examples:\n"
      "  bartizan catalog update catalog-7.json --key vendor.pem --dry-run\n"
      "  bartizan catalog update catalog-7.json --key vendor.pem\n"
      "  bartizan catalog update catalog-7.json --accept-weaker\n\n"
      "A key is trusted when it is named here, listed as keys of [catalog] in the configuration, or\n"
      "one of bartizan key. Older catalogues are refused, and so is what weakens answers unless\n"
      "that is accepted (docs/catalogs.md).\n\n"
      "Exit codes: 0 installed, or would be with --dry-run, 1 refused, 2 usage or no trusted key, 3 "
      "no signed catalogue, 4 internal error.");
  update.add_option("FILE", catalog_.update.file, "the signed catalogue")->required();
  update.add_option("--key", catalog_.update.keys,
                    "a public key that is trusted: a PEM file, or a name of bartizan key")
      ->type_name("KEY")
      ->take_all()
      ->allow_extra_args(false);
  update.add_flag("--dry-run", catalog_.update.dry_run, "say what would change, install nothing");
  update.add_flag("--accept-weaker", catalog_.update.accept_weaker,
                  "install it although it makes answers weaker");
  add_global(update, global_, {"text", "json"});
  carries_out(update, catalog_.update);

  CLI::App& reset = *catalog.add_subcommand("reset", "Go back to the catalogue in the program.");
  reset.footer(
      "Examples:\n"
      "  bartizan catalog reset\n\n"
      "Which versions were installed stays remembered: an older one is refused later, too.\n\n"
      "Exit codes: 0 the built-in catalogue is in force, 2 usage, 4 internal error.");
  add_global(reset, global_, {});
  carries_out(reset, catalog_.reset);

  CLI::App& pack = *catalog.add_subcommand("pack", "Sign a compiled catalogue for others.");
  pack.footer(
      "Examples:\n"
      "  catalog_compile catalogs/ table.bin\n"
      "  bartizan catalog pack table.bin --key private.pem -o catalog-7.json\n\n"
      "catalog_compile is one of the programs that the build makes.\n\n"
      "Exit codes: 0 signed, 1 the table cannot be used, 2 usage, 4 internal error.");
  pack.add_option("TABLE", catalog_.pack.table, "what catalog_compile wrote")->required();
  pack.add_option("--key", catalog_.pack.key,
                  "the private key: a name of bartizan key, a PEM file or a pkcs11: URI")
      ->type_name("KEY")
      ->required();
  pack.add_option("--passphrase-file", catalog_.pack.passphrase_file,
                  "its first line opens an encrypted key (asked for on a terminal otherwise)")
      ->type_name("FILE");
  add_global(pack, global_, {"json"});
  carries_out(pack, catalog_.pack);
}

}  // namespace bartizan::cli
