// bartizan account and token: who may use this installation.
#include "report/account.h"

#include "base/json_write.h"
#include "cli/command_account.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/lifecycle.h"
#include "server/accounts.h"
#include "server/auth/secret.h"
#include "store/id.h"

namespace bartizan::cli {
namespace {

constexpr const char* kDefaultUrl = "http://127.0.0.1:8765";
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr base::Millis kTokenLife = 90 * kDay;

// The store, on disk: what is kept in memory only would be no account.
struct Place {
  run::Config config;
  std::unique_ptr<store::Store> store;
};
std::optional<Place> open_place(const GlobalOptions& global) {
  auto config = load_settings(global, {});
  if (!config) return std::nullopt;
  auto store = open_on_disk(global, *config, "accounts need");
  if (!store) return std::nullopt;
  return Place{std::move(*config), std::move(store)};
}

int trouble(const base::Error& error) {
  complain(std::string(error.what) + ".");
  return error.code == base::Code::invalid ? run::kUsage : run::kInternal;
}

std::optional<record::Account> account_called(store::Store& store, const std::string& name) {
  const auto found = store.accounts().named(name);
  if (found && *found && !(*found)->erased) return **found;
  complain("there is no account called " + name + ". bartizan account list shows them.");
  return std::nullopt;
}

int show(const GlobalOptions& global, const std::string& text, const std::string& json) {
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? json : text);
  return output.finish() ? run::kPass : run::kInternal;
}

record::AuditEvent event(std::string_view what, const record::Account& account,
                         const std::string& detail) {
  return run::command_event(what, account.id, "{0}: " + detail, now(), {account.name});
}

int show_link(const GlobalOptions& global, store::Store& store, const record::Account& account,
              std::string_view purpose, const std::string& url) {
  const auto secret = server::new_link(store, purpose, account.id, now());
  if (!secret) return trouble(secret.error());
  const std::string link =
      server::link_address(url.empty() ? std::string(kDefaultUrl) : url, *secret);
  base::JsonWriter out(true);
  out.begin_object().field("schema", "bartizan.account-link/1").field("account", account.id);
  out.field("name", account.name).field("link", link);
  out.field("expires", base::format_utc(now() + server::kLinkLife)).end_object();
  return show(
      global,
      "Within 15 minutes, " + account.name + " chooses a password here, once:\n  " + link + "\n",
      out.take() + "\n");
}

}  // namespace

int run(const GlobalOptions& global, const AccountAddCommand& command) {
  if (const std::string why = server::name_problem(command.name); !why.empty()) {
    complain(why + ".");
    return run::kUsage;
  }
  if (const std::string why = server::label_problem(command.display); !why.empty()) {
    complain("--display: " + why);
    return run::kUsage;
  }
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  record::Account account;
  account.id = store::ulid("account", now());
  account.name = command.name;
  account.display = command.display;
  account.role = record::role(command.role).value_or(record::Role::viewer);
  account.created = now();
  store::AuditedChange change(place->store->audit(), event("account.add", account, command.role));
  if (const auto added = place->store->accounts().add(account); !added) {
    return trouble(added.error());
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  return show_link(global, *place->store, account, "invite", command.url);
}

int run(const GlobalOptions& global, const AccountListCommand& /*command*/) {
  if (!store_is_there(global)) return run::kUsage;
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  store::Accounts& accounts = place->store->accounts();
  const auto all = accounts.all();
  if (!all) return trouble(all.error());
  std::vector<report::ShownAccount> shown;
  for (const record::Account& account : *all) {
    report::ShownAccount one;
    one.account = account;
    const auto totp = accounts.totp(account.id);
    one.totp = totp && *totp && (*totp)->confirmed;
    const auto passkeys = accounts.passkeys(account.id);
    one.passkeys = passkeys ? passkeys->size() : 0;
    shown.push_back(std::move(one));
  }
  return show(global, report::accounts(shown), report::accounts_json(shown, {false, true}));
}

int run(const GlobalOptions& global, const AccountRoleCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto account = account_called(*place->store, command.name);
  if (!account) return run::kUsage;
  store::AuditedChange change(
      place->store->audit(),
      event("account.role", *account,
            std::string(record::name(account->role)) + " to " + command.role));
  const auto set = place->store->accounts().set_role(
      account->id, record::role(command.role).value_or(record::Role::viewer));
  if (!set) return trouble(set.error());
  if (!*set) {
    complain(account->name + " is the last admin. Make another one first.");
    return run::kUsage;
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  note(global.quiet, account->name + " is " + command.role + " now.");
  return run::kPass;
}

int run(const GlobalOptions& global, const AccountDisableCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto account = account_called(*place->store, command.name);
  if (!account) return run::kUsage;
  store::AuditedChange change(
      place->store->audit(),
      event("account.disable", *account, command.enable ? "enabled" : "disabled"));
  const auto set = place->store->accounts().set_disabled(account->id, !command.enable, now());
  if (!set) return trouble(set.error());
  if (!*set) {
    complain(account->name + " is the last admin. Make another one first.");
    return run::kUsage;
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  note(global.quiet,
       account->name + (command.enable ? " may sign in again." : " gets in nowhere now."));
  return run::kPass;
}

int run(const GlobalOptions& global, const AccountUnlockCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto account = account_called(*place->store, command.name);
  if (!account) return run::kUsage;
  auto key = server::ServerKey::open(key_folder(global, place->config).path());
  if (!key) {
    complain(key.error() + ".");
    return run::kInternal;
  }
  store::AuditedChange change(place->store->audit(), event("account.unlock", *account, "unlocked"));
  for (const std::string& subject : server::lock_subjects(*key, *account)) {
    if (const auto cleared = place->store->accounts().clear_lockout(subject); !cleared) {
      return trouble(cleared.error());
    }
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  note(global.quiet, "failed attempts of " + account->name + " are forgotten.");
  return run::kPass;
}

int run(const GlobalOptions& global, const AccountResetCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto account = account_called(*place->store, command.name);
  if (!account) return run::kUsage;
  if (account->disabled) {
    complain(account->name + " is disabled: bartizan account enable " + account->name);
    return run::kUsage;
  }
  store::Accounts& accounts = place->store->accounts();
  store::AuditedChange change(place->store->audit(),
                              event("account.reset", *account,
                                    command.factors ? "link, and second factors removed" : "link"));
  if (command.factors) {
    if (const auto removed = accounts.remove_totp(account->id); !removed) {
      return trouble(removed.error());
    }
    const auto passkeys = accounts.passkeys(account->id);
    if (!passkeys) return trouble(passkeys.error());
    for (const record::Passkey& passkey : *passkeys) {
      if (const auto removed = accounts.remove_passkey(account->id, passkey.id); !removed) {
        return trouble(removed.error());
      }
    }
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  return show_link(global, *place->store, *account, "reset", command.url);
}

int run(const GlobalOptions& global, const AccountExportCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto data = run::export_person(*place->store, command.name, now());
  if (!data) return trouble(data.error());
  (void)run::audit(*place->store,
                   run::command_event("account.export", "", "data of {0}", now(), {command.name}));
  return show(global, *data, *data);
}

int run(const GlobalOptions& global, const AccountEraseCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  if (!command.yes) {
    const auto answer = can_ask()
                            ? ask("Erase " + command.name + "? Nothing brings the name back. [y/N]")
                            : std::nullopt;
    if (!answer || (*answer != "y" && *answer != "yes")) {
      complain("nothing was changed. --yes does it without asking.");
      return run::kUsage;
    }
  }
  const auto erased = run::erase_person(*place->store, command.name,
                                        run::command_event("account.erase", "", "", now()));
  if (!erased) return trouble(erased.error());
  if (!erased->done) {
    complain(command.name + " is the last admin. Make another one first.");
    return run::kUsage;
  }
  note(global.quiet, command.name + " is " + erased->pseudonym + " now, in " +
                         std::to_string(erased->rows) + " records. Backups still hold the name.");
  return run::kPass;
}

int run(const GlobalOptions& global, const TokenNewCommand& command) {
  if (const std::string why = server::label_problem(command.name); !why.empty()) {
    complain("--name: " + why);
    return run::kUsage;
  }
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  const auto account = account_called(*place->store, command.account);
  if (!account) return run::kUsage;
  base::Millis expires = now() + kTokenLife;
  if (!command.expires.empty()) {
    const auto parsed = base::parse_utc(command.expires);
    if (!parsed) {
      complain("--expires " + command.expires + " is no date such as 2027-06-30.");
      return run::kUsage;
    }
    expires = *parsed;
  }
  auto key = server::ServerKey::open(key_folder(global, place->config).path());
  if (!key) {
    complain(key.error() + ".");
    return run::kInternal;
  }
  store::AuditedChange change(place->store->audit(), event("token.new", *account, command.name));
  const std::vector<std::string> scopes =
      command.scopes.empty() ? std::vector<std::string>{"read"} : command.scopes;
  auto made =
      server::new_token(*place->store, *key, account->id, command.name, scopes, expires, now());
  if (!made) return trouble(made.error());
  if (const auto done = change.done(); !done) return trouble(done.error());
  const std::vector<report::ShownToken> shown{{made->token, account->name, made->secret}};
  return show(global, report::tokens(shown, now()), report::tokens_json(shown, {false, true}));
}

int run(const GlobalOptions& global, const TokenListCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  std::string of;
  if (!command.account.empty()) {
    const auto account = account_called(*place->store, command.account);
    if (!account) return run::kUsage;
    of = account->id;
  }
  const auto all = place->store->accounts().tokens(of);
  if (!all) return trouble(all.error());
  std::vector<report::ShownToken> shown;
  for (const record::Token& token : *all) {
    const auto account = place->store->accounts().find(token.account);
    shown.push_back({token, account && *account ? (*account)->name : "", {}});
  }
  return show(global, report::tokens(shown, now()), report::tokens_json(shown, {false, true}));
}

int run(const GlobalOptions& global, const TokenRevokeCommand& command) {
  const auto place = open_place(global);
  if (!place) return run::kInternal;
  store::AuditedChange change(
      place->store->audit(),
      run::command_event("token.revoke", command.id, "with those that it made", now()));
  const auto revoked = place->store->accounts().revoke_token("", command.id, now());
  if (!revoked) return trouble(revoked.error());
  if (!*revoked) {
    complain("there is no token " + command.id +
             " that is in use. bartizan token list shows them.");
    return run::kUsage;
  }
  if (const auto done = change.done(); !done) return trouble(done.error());
  note(global.quiet, command.id + " is revoked, with those that it made.");
  return run::kPass;
}

}  // namespace bartizan::cli
