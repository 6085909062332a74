// Accounts: the ways in, and the way out.
#include "server/accounts.h"
#include "server/accounts_parts.h"
#include "store/id.h"

namespace bartizan::server {

using record::Account;

namespace {

constexpr std::size_t kLongestAgent = 200;
const char* const kWrong = "The name or the password is wrong.";

}  // namespace

std::expected<Attempts::Attempt, Denial> Accounts::begin_attempt(const Request& request,
                                                                 const std::string& subject) {
  if (const unsigned wait = sign_ins_.take(address_key(request.peer.address), now_()); wait != 0) {
    return std::unexpected(later(wait));
  }
  return attempts_.begin(subject);
}

void Accounts::note_failure(const Request& request, Attempts::Attempt& attempt,
                            const Account* account, std::string_view what) {
  const std::int64_t failures = attempt.failed();
  say(request, account != nullptr ? std::string_view(account->name) : std::string_view(), what,
      account != nullptr ? std::string_view(account->id) : std::string_view("unknown"),
      std::to_string(failures) + " in a row");
}

std::expected<SignedIn, Denial> Accounts::begin_session(const Request& request, Account account,
                                                        std::string_view method) {
  const base::Millis now = now_();
  (void)store_.accounts().forget_expired(now - kSessionIdle, now);
  // What was there before is not carried on: a session that somebody planted ends here.
  if (const std::string_view old = request.cookie(cookie_name(request)); !old.empty()) {
    (void)store_.accounts().end_session("", session_digest(old));
  }
  const std::string secret = random_secret();
  record::Session session;
  session.digest = session_digest(secret);
  session.id = store::ulid("session", now);
  session.account = account.id;
  session.method = method;
  session.address = request.peer.address;
  session.agent = request.header("user-agent").substr(0, kLongestAgent);
  session.created = session.seen = now;
  session.expires = now + kSessionLife;
  record::AuditEvent event;
  event.at = now;
  event.who = account.name;
  event.via = "sign-in from " + request.peer.address;
  event.what = "session.start";
  event.subject = account.id;
  event.detail = "by " + std::string(method);
  store::AuditedChange change(store_.audit(), event);
  if (!store_.accounts().add_session(session) || !change.done()) return broken();
  if (!store_.accounts().note_login(account.id, now)) return broken();
  account.last_login = now;
  return SignedIn{std::move(account), cookie(request, secret, kSessionLife),
                  key_.digest("csrf", secret)};
}

std::expected<SignedIn, Denial> Accounts::sign_in(const Request& request, std::string_view name,
                                                  std::string_view password,
                                                  std::string_view code) {
  auto attempt = begin_attempt(request, name_key(key_, name));
  if (!attempt) return std::unexpected(attempt.error());
  if (password.size() > kLongestPassword * 4) return std::unexpected(wrong(kWrong));
  const auto found = store_.accounts().named(name);
  if (!found) return broken();
  const Account* account = *found && may_sign_in(**found) ? &**found : nullptr;
  const auto right = passwords_.check(password, account != nullptr ? account->password : "");
  if (!right) return std::unexpected(later(5));
  if (!*right) {
    note_failure(request, *attempt, account, "session.wrong-password");
    return std::unexpected(wrong(kWrong));
  }
  const auto totp = store_.accounts().totp(account->id);
  if (auto checked = check_code(request, *account, code); !checked) {
    return std::unexpected(checked.error());
  }
  attempt->succeeded();
  if (passwords_.is_outdated(account->password)) {
    if (const auto fresh = passwords_.hash(password)) {
      (void)store_.accounts().set_password(account->id, *fresh, account->password_set, "",
                                           store::Accounts::Tokens::stay);
    }
  }
  const bool with_code = totp && *totp && (*totp)->confirmed;
  return begin_session(request, *account, with_code ? "password+totp" : "password");
}

std::expected<record::Link, Denial> Accounts::look_at_link(const Request& request,
                                                           std::string_view secret) {
  if (const unsigned wait = sign_ins_.take(address_key(request.peer.address), now_()); wait != 0) {
    return std::unexpected(later(wait));
  }
  const auto link = store_.accounts().link(link_digest(secret), now_());
  if (!link) return broken();
  if (!*link) {
    return std::unexpected(wrong(
        "This link was used before or is older than 15 minutes. Ask for another one: bartizan "
        "account reset NAME, or start the server again where nobody has an account yet."));
  }
  return **link;
}

std::expected<SignedIn, Denial> Accounts::use_link(const Request& request, std::string_view secret,
                                                   std::string_view name, std::string_view password,
                                                   std::string_view code) {
  auto link = look_at_link(request, secret);
  if (!link) return std::unexpected(link.error());
  const bool first = link->purpose == "first-start";
  Account account;
  if (first) {
    if (const std::string why = name_problem(name); !why.empty()) {
      return std::unexpected(refused(why));
    }
    account.id = store::ulid("account", now_());
    account.name = name;
    account.role = record::Role::admin;
    account.created = account.password_set = now_();
  } else {
    const auto found = store_.accounts().find(link->account);
    if (!found) return broken();
    if (!*found || !may_sign_in(**found)) return std::unexpected(wrong("This account is closed."));
    account = **found;
  }
  if (const std::string why = password_problem(password, account.name); !why.empty()) {
    return std::unexpected(refused(why));
  }
  const auto hash = passwords_.hash(password);
  if (!hash) return std::unexpected(later(5));
  // A link stands for the password, not for the second factor.
  if (auto checked = check_code(request, account, code); !checked) {
    return std::unexpected(checked.error());
  }
  const auto taken = store_.accounts().take_link(link_digest(secret), now_());
  if (!taken) return broken();
  if (!*taken) return std::unexpected(wrong("This link was used before."));
  record::AuditEvent event;
  event.at = now_();
  event.who = account.name;
  event.via = "link from " + request.peer.address;
  event.what = first ? "account.first" : "account.password";
  event.subject = account.id;
  event.detail = first ? "first account, admin" : "set by a link (" + link->purpose + ")";
  // Whoever needs a reset may have lost the account to somebody, who may have made tokens with it.
  const bool reset = link->purpose == "reset";
  const auto tokens = reset ? store::Accounts::Tokens::end : store::Accounts::Tokens::stay;
  if (reset) event.detail += "; sessions and tokens ended";
  store::AuditedChange change(store_.audit(), event);
  if (first) {
    account.password = *hash;
    const auto added = store_.accounts().add_first(account);
    if (!added) return broken();
    if (!*added) return std::unexpected(wrong("There is an account already. Sign in."));
  } else if (!store_.accounts().set_password(account.id, *hash, now_(), "", tokens)) {
    return broken();
  }
  if (!change.done()) return broken();
  (void)store_.accounts().clear_lockout(name_key(key_, account.name));
  return begin_session(request, std::move(account), "link");
}

std::optional<RelyingParty> Accounts::relying_party(const Request& request) {
  const std::string host = lower(request.header("host"));
  const std::string name = host.substr(0, host.find(':'));
  if (host.starts_with('[') || !can_have_passkeys(name)) return std::nullopt;
  RelyingParty party;
  party.id = name;
  // The listener has found Origin to be this host; without one, the scheme is that of the wire.
  const std::string origin = lower(request.header("origin"));
  party.origin = !origin.empty() ? origin : (request.peer.tls ? "https://" : "http://") + host;
  return party;
}

std::expected<SignedIn, Denial> Accounts::sign_in(const Request& request,
                                                  const PasskeyProof& proof) {
  if (const unsigned wait = sign_ins_.take(address_key(request.peer.address), now_()); wait != 0) {
    return std::unexpected(later(wait));
  }
  const auto party = relying_party(request);
  if (!party) return std::unexpected(refused("Passkeys need a name in place of an address."));
  const auto known = store_.accounts().passkey(proof.id);
  if (!known) return broken();
  if (!*known) return std::unexpected(wrong("This passkey is not known here."));
  const record::Passkey& passkey = **known;
  const auto counter =
      passkeys_.check(proof, *party, passkey.algorithm, passkey.public_key, now_());
  const auto found = store_.accounts().find(passkey.account);
  if (!found) return broken();
  if (!*found || !may_sign_in(**found)) return std::unexpected(wrong("This account is closed."));
  if (!counter) {
    say(request, (*found)->name, "session.wrong-passkey", (*found)->id, counter.error());
    return std::unexpected(wrong(counter.error()));
  }
  const auto grew = store_.accounts().used_passkey(passkey.id, *counter, now_());
  if (!grew) return broken();
  if (!*grew) {
    say(request, (*found)->name, "session.wrong-passkey", (*found)->id,
        "its counter went back: it may have been copied");
    return std::unexpected(wrong("The passkey's counter went back: it may have been copied."));
  }
  return begin_session(request, **found, "passkey");
}

std::string Accounts::sign_out(const Request& request) {
  const std::string_view secret = request.cookie(cookie_name(request));
  if (!secret.empty()) {
    const std::string digest = session_digest(secret);
    const auto session = store_.accounts().session(digest);
    if (session && *session) {
      const auto account = store_.accounts().find((*session)->account);
      (void)store_.accounts().end_session("", digest);
      say(request, account && *account ? (*account)->name : "", "session.end", (*session)->account,
          "signed out");
    }
  }
  return cookie(request, "", 0);
}

}  // namespace bartizan::server
