// Who may use an installation, what was done, and what is kept: account, token, audit, backup,
// restore, purge.
#include "cli/options/grammar.h"

namespace bartizan::cli {
namespace {

constexpr const char* kUrl = "address of the server, for the link (default http://127.0.0.1:8765)";

CLI::Option* role(CLI::App& app, std::string& target) {
  return app.add_option("--role", target, "what it may do")
      ->check(CLI::IsMember({"viewer", "analyst", "approver", "admin"}).description(""))
      ->type_name("viewer|analyst|approver|admin");
}

}  // namespace

void Commands::add_account() {
  CLI::App& account = noun("account", "Who may use this installation, and as what.");

  AccountAddCommand& added = account_.add;
  CLI::App& add = *account.add_subcommand("add", "Add an account; prints its one-time link.");
  add.footer(
      "Examples:\n"
      "  bartizan account add ada --role admin\n"
      "  bartizan account add bob --role analyst --display 'Bob Babbage' --url "
      "https://ai.example.org\n\n"
      "The link is good once and for 15 minutes; its owner chooses the password.\n\n"
      "Exit codes: 0 added, 2 usage, 4 internal error.");
  add.add_option("NAME", added.name, "to sign in with")->required();
  role(add, added.role);
  add.add_option("--display", added.display, "name for people")->type_name("TEXT");
  add.add_option("--url", added.url, kUrl)->type_name("URL");
  add_global(add, global_, {"text", "json"});
  carries_out(add, added);

  CLI::App& list = *account.add_subcommand("list", "List the accounts.");
  list.footer(
      "Examples:\n  bartizan account list\n  bartizan account list --format json\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  add_global(list, global_, {"text", "json"});
  carries_out(list, account_.list);

  AccountRoleCommand& given = account_.role;
  CLI::App& change = *account.add_subcommand("role", "Change what an account may do.");
  change.footer(
      "Examples:\n  bartizan account role bob approver\n\n"
      "Its sessions end. The last admin stays one.\n\n"
      "Exit codes: 0 changed, 2 usage, 4 internal error.");
  change.add_option("NAME", given.name, "of the account")->required();
  change.add_option("ROLE", given.role, "viewer, analyst, approver or admin")
      ->required()
      ->check(CLI::IsMember({"viewer", "analyst", "approver", "admin"}).description(""));
  add_global(change, global_, {"text"});
  carries_out(change, given);

  CLI::App& disable = *account.add_subcommand("disable", "Let nobody in with an account.");
  disable.footer(
      "Examples:\n  bartizan account disable bob\n\n"
      "Its sessions end and its tokens are revoked; enable lets it in again, without them.\n\n"
      "Exit codes: 0 disabled, 2 usage, 4 internal error.");
  disable.add_option("NAME", account_.disable.name, "of the account")->required();
  add_global(disable, global_, {"text"});
  carries_out(disable, account_.disable);

  account_.enable.enable = true;
  CLI::App& enable = *account.add_subcommand("enable", "Let an account in again.");
  enable.footer(
      "Examples:\n  bartizan account enable bob\n\n"
      "Exit codes: 0 enabled, 2 usage, 4 internal error.");
  enable.add_option("NAME", account_.enable.name, "of the account")->required();
  add_global(enable, global_, {"text"});
  carries_out(enable, account_.enable);

  CLI::App& unlock =
      *account.add_subcommand("unlock", "Forget the failed attempts to sign in to an account.");
  unlock.footer(
      "Examples:\n  bartizan account unlock bob\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  unlock.add_option("NAME", account_.unlock.name, "of the account")->required();
  add_global(unlock, global_, {"text"});
  carries_out(unlock, account_.unlock);

  AccountResetCommand& again = account_.reset;
  CLI::App& reset = *account.add_subcommand("reset", "Print a one-time link for a new password.");
  reset.footer(
      "Examples:\n"
      "  bartizan account reset ada\n"
      "  bartizan account reset ada --factors\n\n"
      "The new password ends the sessions of the account and revokes its tokens.\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  reset.add_option("NAME", again.name, "of the account")->required();
  reset.add_flag("--factors", again.factors,
                 "also remove its authenticator app and passkeys: the phone is lost");
  reset.add_option("--url", again.url, kUrl)->type_name("URL");
  add_global(reset, global_, {"text", "json"});
  carries_out(reset, again);

  CLI::App& data =
      *account.add_subcommand("export", "Write everything that is kept about a person.");
  data.footer(
      "Examples:\n  bartizan account export bob -o bob.json\n\n"
      "The name may be one that stands in records only.\n\n"
      "Exit codes: 0 written, 2 usage, 4 internal error.");
  data.add_option("NAME", account_.export_data.name, "of the person")->required();
  add_global(data, global_, {"json"});
  carries_out(data, account_.export_data);

  CLI::App& erase = *account.add_subcommand("erase", "Erase a person; a pseudonym stays.");
  erase.footer(
      "Examples:\n  bartizan account erase bob --yes\n\n"
      "The audit log keeps what was done and still verifies; whose pseudonym it was is gone.\n\n"
      "Exit codes: 0 erased, 2 usage, 4 internal error.");
  erase.add_option("NAME", account_.erase.name, "of the person")->required();
  erase.add_flag("--yes", account_.erase.yes, "do not ask");
  add_global(erase, global_, {"text"});
  carries_out(erase, account_.erase);

  add_token();
  add_audit();
  add_backup();
}

void Commands::add_token() {
  CLI::App& token = noun("token", "Tokens for programs that use the server.");
  TokenNewCommand& made = account_.token_new;
  CLI::App& fresh = *token.add_subcommand("new", "Make a token; it is printed once.");
  fresh.footer(
      "Examples:\n"
      "  bartizan token new --account ci --name nightly --scope read --scope scan --expires "
      "2027-06-30\n\n"
      "Programs send it as Authorization: Bearer TOKEN, or as the password of HTTP Basic.\n\n"
      "Exit codes: 0 made, 2 usage, 4 internal error.");
  fresh.add_option("--account", made.account, "whose role it has")->required()->type_name("NAME");
  fresh.add_option("--name", made.name, "what it is for")->required()->type_name("TEXT");
  fresh.add_option("--scope", made.scopes, "what it may do of that (default read)")
      ->check(CLI::IsMember({"read", "scan", "write", "admin"}).description(""))
      ->type_name("read|scan|write|admin")
      ->take_all()
      ->allow_extra_args(false);
  fresh.add_option("--expires", made.expires, "date, within a year (default in 90 days)")
      ->type_name("DATE");
  add_global(fresh, global_, {"text", "json"});
  carries_out(fresh, made);

  CLI::App& list = *token.add_subcommand("list", "List the tokens.");
  list.footer(
      "Examples:\n  bartizan token list\n  bartizan token list --account ci --format json\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  list.add_option("--account", account_.token_list.account, "of this account only")
      ->type_name("NAME");
  add_global(list, global_, {"text", "json"});
  carries_out(list, account_.token_list);

  CLI::App& revoke = *token.add_subcommand("revoke", "Stop a token.");
  revoke.footer(
      "Examples:\n  bartizan token revoke token_06efgnh1nwepk61cgapprjd8j4\n\n"
      "Exit codes: 0 revoked, 2 usage, 4 internal error.");
  revoke.add_option("ID", account_.token_revoke.id, "as token list shows it")->required();
  add_global(revoke, global_, {"text"});
  carries_out(revoke, account_.token_revoke);
}

void Commands::add_audit() {
  CLI::App& audit = noun("audit", "Who did what, and whether that log is whole.");
  AuditListCommand& shown = account_.audit_list;
  CLI::App& list = *audit.add_subcommand("list", "Show the log, latest first.");
  list.footer(
      "Examples:\n"
      "  bartizan audit list\n"
      "  bartizan audit list --by ada --what account --since 2026-11-01\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  list.add_option("--by", shown.by, "what this person did")->type_name("NAME");
  list.add_option("--what", shown.what, "a kind, such as account or account.role")
      ->type_name("KIND");
  list.add_option("--subject", shown.subject, "about this id")->type_name("ID");
  list.add_option("--since", shown.since, "from this day on")->type_name("DATE");
  list.add_option("--search", shown.search, "entries in which this stands")->type_name("TEXT");
  list.add_option("--limit", shown.limit, "at most so many (default 100)")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N");
  add_global(list, global_, {"text", "json"});
  carries_out(list, shown);

  AuditVerifyCommand& asked = account_.audit_verify;
  CLI::App& verify =
      *audit.add_subcommand("verify", "Say whether anything was changed, removed or cut off.");
  verify.footer(
      "Examples:\n"
      "  bartizan audit verify\n"
      "  bartizan audit verify --anchor /mnt/worm/audit-anchors.jsonl --key audit.pub\n\n"
      "Without signed heads from outside the database nobody can tell a log that was replaced as a "
      "whole.\n\n"
      "Exit codes: 0 whole, 1 not whole, 2 usage, 3 whole, but no head that a known key signed "
      "vouches for it, 4 "
      "internal error.");
  verify.add_option("--anchor", asked.anchors, "file of signed heads (default: beside the store)")
      ->type_name("FILE");
  verify.add_option("--key", asked.key, "public key as PEM (default: bartizan key audit)")
      ->type_name("FILE");
  add_global(verify, global_, {"text", "json"});
  carries_out(verify, asked);

  CLI::App& anchor =
      *audit.add_subcommand("anchor", "Sign the head of the log and append it to a file.");
  anchor.footer(
      "Examples:\n"
      "  bartizan audit anchor\n"
      "  bartizan audit anchor --anchor /mnt/worm/audit-anchors.jsonl\n\n"
      "A server does so by itself, to the file beside the store.\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  anchor
      .add_option("--anchor", account_.audit_anchor.anchors,
                  "file (default: audit-anchors.jsonl beside the store)")
      ->type_name("FILE");
  add_global(anchor, global_, {"text"});
  carries_out(anchor, account_.audit_anchor);
}

void Commands::add_backup() {
  BackupCommand& made = account_.backup;
  CLI::App& backup =
      verb("backup", "Copy the store into one file, also while a server uses it.",
           "Examples:\n"
           "  bartizan backup bartizan-2026-11-28.tar\n"
           "  bartizan backup /mnt/backup/all.tar --with-keys\n\n"
           "Advisories are not in it: feeds update reads them again. The key audit signs it; "
           "restore asks for that.\n\n"
           "Exit codes: 0 done, 2 usage, 3 interrupted, 4 internal error.");
  backup.add_option("FILE", made.file, "a tar that is not there yet")->required();
  backup.add_flag("--with-keys", made.with_keys,
                  "the private keys too: whoever has the file can then sign in your name");
  add_global(backup, global_, {"text", "json"});
  carries_out(backup, made);

  RestoreCommand& taken = account_.restore;
  CLI::App& restore =
      verb("restore", "Put a backup in the place of the store.",
           "Examples:\n"
           "  bartizan restore bartizan-2026-11-28.tar --check\n"
           "  bartizan restore bartizan-2026-11-28.tar --yes\n"
           "  bartizan restore bartizan-2026-11-28.tar --key audit.pub\n\n"
           "What is there is kept beside it. Stop the server first. On another "
           "machine the key that signed the backup is not known: name it, or accept "
           "the file unsigned where nobody else could write it.\n\n"
           "Exit codes: 0 done, 1 damaged or changed, 2 usage, 3 whole, but nobody "
           "who is known here vouches for it, 4 internal error.");
  restore.add_option("FILE", taken.file, "a backup")->required();
  restore.add_flag("--yes", taken.yes, "in the place of a store that is there");
  restore.add_flag("--check", taken.check, "only ask all that is asked before it is used");
  restore
      .add_option("--key", taken.key, "public key as PEM, or a name (default: bartizan key audit)")
      ->type_name("FILE|NAME");
  restore.add_flag("--accept-unsigned", taken.accept_unsigned,
                   "also where no key that is known here signed it");
  add_global(restore, global_, {"text", "json"});
  carries_out(restore, taken);

  PurgeCommand& gone = account_.purge;
  CLI::App& purge = verb("purge", "Let go what is older than it needs to be.",
                         "Examples:\n"
                         "  bartizan purge --dry-run\n"
                         "  bartizan purge --kind scans --kind evidence --older-than 365 --yes\n"
                         "  bartizan purge --kind audit --dry-run\n\n"
                         "The audit log goes only where it is named, and only below a signed "
                         "head.\n\n"
                         "Exit codes: 0 done, 2 usage, 4 internal error.");
  purge.add_option("--kind", gone.kinds, "only this kind of record; as --dry-run lists them")
      ->type_name("KIND")
      ->take_all()
      ->allow_extra_args(false);
  purge.add_option("--older-than", gone.days, "in place of the default of each kind")
      ->check(CLI::Range(1, 36500).description(""))
      ->type_name("DAYS");
  purge.add_flag("--dry-run", gone.dry_run, "only say what would go");
  purge.add_flag("--yes", gone.yes, "do not ask");
  add_global(purge, global_, {"text", "json"});
  carries_out(purge, gone);
}

}  // namespace bartizan::cli
