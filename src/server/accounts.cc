#include "server/accounts.h"

#include <algorithm>

#include "base/escape.h"
#include "server/auth/totp.h"
#include "store/id.h"
#include "text/base64.h"

namespace bartizan::server {
namespace {

using record::Account;

constexpr std::string_view kTokenPrefix = "bzt_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestAgent = 200;

const char* const kWrong = "The name or the password is wrong.";
const char* const kSealed = "totp";

Denial wrong(std::string detail) { return {401, std::move(detail), {}, 0}; }
Denial refused(std::string detail) { return {400, std::move(detail), {}, 0}; }
Denial later(unsigned seconds) {
  return {
      429, "Too many attempts. Try again in " + std::to_string(seconds) + " seconds.", {}, seconds};
}
std::unexpected<Denial> broken() {
  return std::unexpected(Denial{500, "The store could not be read or written.", {}, 0});
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool may_sign_in(const Account& account) { return !account.disabled && !account.erased; }

// Browsers take a cookie of this prefix only over TLS, for this host and the whole of it
// (RFC 6265bis, section 4.1.3.2).
std::string_view cookie_name(const Request& request) {
  return request.peer.tls ? "__Host-bartizan" : "bartizan";
}

std::string cookie(const Request& request, std::string_view value, base::Millis life) {
  return std::string(cookie_name(request)) + "=" + std::string(value) +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(life / 1000) +
         (request.peer.tls ? "; Secure" : "");
}

std::string session_digest(std::string_view secret) {
  return sha256_hex("session " + std::string(secret));
}
std::string link_digest(std::string_view secret) {
  return sha256_hex("link " + std::string(secret));
}
std::string token_digest(const ServerKey& key, std::string_view secret) {
  return key.digest("token", secret);
}

// The name is not kept as it was typed: people type passwords into the wrong field.
std::string name_key(const ServerKey& key, std::string_view name) {
  return "name:" + key.digest("name", lower(name));
}

// The token of "Bearer TOKEN", or of "Basic base64(anything:TOKEN)".
std::optional<std::string> token_in(std::string_view header) {
  const std::size_t blank = header.find(' ');
  if (blank == header.npos) return std::nullopt;
  const std::string scheme = lower(header.substr(0, blank));
  const std::string_view value = header.substr(blank + 1);
  if (scheme == "bearer") return std::string(value);
  if (scheme != "basic") return std::nullopt;
  const auto pair = text::decode_base64(value);
  if (!pair || pair->find(':') == std::string::npos) return std::nullopt;
  return pair->substr(pair->find(':') + 1);
}

}  // namespace

Role role_of(record::Role role) {
  switch (role) {
    case record::Role::viewer:
      return Role::viewer;
    case record::Role::analyst:
      return Role::analyst;
    case record::Role::approver:
      return Role::approver;
    case record::Role::admin:
      return Role::admin;
  }
  return Role::viewer;
}

std::string name_problem(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == '@' || c == '+';
  };
  if (name.empty() || name.size() > kLongestName || !std::ranges::all_of(name, fits)) {
    return "A name has 1 to 64 letters, digits and . - _ @ +";
  }
  // Pseudonyms of people who were erased.
  if (lower(name).starts_with("person_") || lower(name) == "bartizan") {
    return "This name is taken by the program itself.";
  }
  return {};
}

std::vector<std::string> lock_subjects(const ServerKey& key, const record::Account& account) {
  return {name_key(key, account.name), "code:" + account.id};
}

Accounts::Accounts(store::Store& store, ServerKey key, std::function<base::Millis()> now,
                   PasswordCost cost)
    : store_(store),
      key_(std::move(key)),
      now_(std::move(now)),
      passwords_(cost),
      passkeys_(key_) {}

std::expected<std::optional<Principal>, Denial> Accounts::principal(const Request& request) {
  if (request.has("authorization")) return of_token(request, request.header("authorization"));
  const std::string_view secret = request.cookie(cookie_name(request));
  if (secret.empty()) return std::optional<Principal>();
  return of_session(request, secret);
}

std::expected<std::optional<Principal>, Denial> Accounts::of_session(const Request& /*request*/,
                                                                     std::string_view secret) {
  const std::string digest = session_digest(secret);
  const base::Millis now = now_();
  const auto session = store_.accounts().session(digest);
  if (!session) return broken();
  const Denial ended = wrong("Your session has ended. Sign in again.");
  if (!*session) return std::unexpected(ended);
  const record::Session& known = **session;
  if (known.expires <= now || known.seen + kSessionIdle <= now) {
    (void)store_.accounts().end_session("", digest);
    return std::unexpected(ended);
  }
  const auto account = store_.accounts().find(known.account);
  if (!account) return broken();
  if (!*account || !may_sign_in(**account)) return std::unexpected(ended);
  if (now - known.seen >= kTouchEvery) (void)store_.accounts().touch_session(digest, now);
  Principal who;
  who.account = known.account;
  who.name = (*account)->name;
  who.role = role_of((*account)->role);
  who.scopes = Scopes::all();
  who.via = Via::session;
  who.credential = known.id;
  return who;
}

std::expected<std::optional<Principal>, Denial> Accounts::of_token(const Request& /*request*/,
                                                                   std::string_view header) {
  const auto secret = token_in(header);
  if (!secret || !secret->starts_with(kTokenPrefix)) {
    return std::unexpected(
        wrong("Only tokens are taken here, never passwords: bartizan token new makes one."));
  }
  const base::Millis now = now_();
  const auto token = store_.accounts().token(token_digest(key_, *secret));
  if (!token) return broken();
  const Denial bad = wrong("The token is wrong, has expired or was revoked.");
  if (!*token) return std::unexpected(bad);
  const record::Token& known = **token;
  if (known.revoked != 0 || known.expires <= now) return std::unexpected(bad);
  if (const unsigned wait = tokens_.take(known.id, now); wait != 0) {
    return std::unexpected(Denial{429, "Too many requests with this token.", {}, wait});
  }
  const auto account = store_.accounts().find(known.account);
  if (!account) return broken();
  if (!*account || !may_sign_in(**account)) return std::unexpected(bad);
  if (now - known.last_used >= kTouchEvery) (void)store_.accounts().used_token(known.id, now);
  Principal who;
  who.account = known.account;
  who.name = (*account)->name;
  who.role = role_of((*account)->role);
  for (const std::string& scope : known.scopes) {
    if (const auto one = scope_of(scope)) who.scopes.add(*one);
  }
  who.via = Via::token;
  who.credential = known.id;
  return who;
}

std::string Accounts::csrf(const Request& request) const {
  const std::string_view secret = request.cookie(cookie_name(request));
  return secret.empty() ? std::string() : key_.digest("csrf", secret);
}

bool Accounts::meant(const Request& request, const Principal& principal) {
  if (principal.via == Via::token) return true;
  const std::string wanted = csrf(request);
  return !wanted.empty() && same_secret(request.header("x-bartizan-csrf"), wanted);
}

void Accounts::say(const Request& request, std::string_view who, std::string_view what,
                   std::string_view subject, std::string_view detail) {
  record::AuditEvent event;
  event.at = now_();
  event.who = who;
  event.via = "sign-in from " + request.peer.address;
  event.what = what;
  event.subject = subject;
  event.detail = detail;
  (void)store_.audit().append(event);
}

std::optional<Denial> Accounts::too_often(const Request& request, const std::string& subject) {
  const base::Millis now = now_();
  if (const unsigned wait = sign_ins_.take(address_key(request.peer.address), now); wait != 0) {
    return later(wait);
  }
  const auto lockout = store_.accounts().lockout(subject);
  if (!lockout) return broken().error();
  if (*lockout && (*lockout)->until > now) {
    return later(static_cast<unsigned>(((*lockout)->until - now + 999) / 1000));
  }
  return std::nullopt;
}

void Accounts::note_failure(const Request& request, const std::string& subject,
                            const Account* account, std::string_view what) {
  const base::Millis now = now_();
  const auto before = store_.accounts().lockout(subject);
  record::Lockout lockout{subject, 1, now, 0};
  if (before && *before && now - (*before)->last < kLockoutMemory) {
    lockout.failures = (*before)->failures + 1;
  }
  if (const base::Millis delay = lockout_delay(lockout.failures); delay != 0) {
    lockout.until = now + delay;
  }
  (void)store_.accounts().put_lockout(lockout);
  say(request, account != nullptr ? std::string_view(account->name) : std::string_view(), what,
      account != nullptr ? std::string_view(account->id) : std::string_view("unknown"),
      std::to_string(lockout.failures) + " in a row");
}

std::expected<void, Denial> Accounts::check_code(const Request& request, const Account& account,
                                                 std::string_view code) {
  const auto totp = store_.accounts().totp(account.id);
  if (!totp) return broken();
  if (!*totp || !(*totp)->confirmed) return {};
  const std::string subject = "code:" + account.id;
  if (code.empty()) {
    return std::unexpected(Denial{401, "The code of your authenticator app is needed.", "code", 0});
  }
  if (auto denial = too_often(request, subject)) return std::unexpected(*denial);
  const auto secret = key_.unseal(kSealed + (" " + account.id), (*totp)->secret);
  if (!secret) return broken();
  base::Result<bool> taken = false;
  if (const auto step = totp_step(*secret, code, now_())) {
    taken = store_.accounts().use_totp(account.id, *step);
  } else {
    const std::string plain = plain_recovery_code(code);
    taken =
        store_.accounts().use_recovery(account.id, key_.digest("recovery " + account.id, plain));
    if (taken && *taken) say(request, account.name, "session.recovery-code", account.id, "");
  }
  if (!taken) return broken();
  if (!*taken) {
    note_failure(request, subject, &account, "session.wrong-code");
    return std::unexpected(Denial{401, "The code is wrong, or was used before.", "code", 0});
  }
  (void)store_.accounts().clear_lockout(subject);
  return {};
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
  const std::string subject = name_key(key_, name);
  if (auto denial = too_often(request, subject)) return std::unexpected(*denial);
  if (password.size() > kLongestPassword * 4) return std::unexpected(wrong(kWrong));
  const auto found = store_.accounts().named(name);
  if (!found) return broken();
  const Account* account = *found && may_sign_in(**found) ? &**found : nullptr;
  const auto right = passwords_.check(password, account != nullptr ? account->password : "");
  if (!right) return std::unexpected(later(5));
  if (!*right) {
    note_failure(request, subject, account, "session.wrong-password");
    return std::unexpected(wrong(kWrong));
  }
  const auto totp = store_.accounts().totp(account->id);
  if (auto checked = check_code(request, *account, code); !checked) {
    return std::unexpected(checked.error());
  }
  (void)store_.accounts().clear_lockout(subject);
  if (passwords_.is_outdated(account->password)) {
    if (const auto fresh = passwords_.hash(password)) {
      (void)store_.accounts().set_password(account->id, *fresh, account->password_set, "");
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
  store::AuditedChange change(store_.audit(), event);
  if (first) {
    account.password = *hash;
    const auto added = store_.accounts().add_first(account);
    if (!added) return broken();
    if (!*added) return std::unexpected(wrong("There is an account already. Sign in."));
  } else if (!store_.accounts().set_password(account.id, *hash, now_(), "")) {
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

std::expected<void, Denial> Accounts::change_password(const Request& request, const Principal& who,
                                                      std::string_view current,
                                                      std::string_view fresh) {
  const auto found = store_.accounts().find(who.account);
  if (!found) return broken();
  if (!*found) return std::unexpected(wrong("Your account is gone."));
  const Account& account = **found;
  const std::string subject = name_key(key_, account.name);
  if (auto denial = too_often(request, subject)) return std::unexpected(*denial);
  const auto right = passwords_.check(current, account.password);
  if (!right) return std::unexpected(later(5));
  if (!*right) {
    note_failure(request, subject, &account, "session.wrong-password");
    return std::unexpected(Denial{403, "The password that you have now is wrong.", {}, 0});
  }
  if (const std::string why = password_problem(fresh, account.name); !why.empty()) {
    return std::unexpected(refused(why));
  }
  const auto hash = passwords_.hash(fresh);
  if (!hash) return std::unexpected(later(5));
  record::AuditEvent event;
  event.at = now_();
  event.who = account.name;
  event.via = "session";
  event.what = "account.password";
  event.subject = account.id;
  event.detail = "changed; other sessions ended";
  store::AuditedChange change(store_.audit(), event);
  const std::string keep = session_digest(request.cookie(cookie_name(request)));
  if (!store_.accounts().set_password(account.id, *hash, now_(), keep) || !change.done()) {
    return broken();
  }
  return {};
}

base::Result<std::string> Accounts::new_link(std::string_view purpose, std::string_view account) {
  return server::new_link(store_, purpose, account, now_());
}

base::Result<std::string> new_link(store::Store& store, std::string_view purpose,
                                   std::string_view account, base::Millis now) {
  std::string secret = random_secret();
  const auto added = store.accounts().add_link(
      {link_digest(secret), std::string(purpose), std::string(account), now, now + kLinkLife});
  if (!added) return std::unexpected(added.error());
  return secret;
}

std::string link_address(std::string_view server, std::string_view secret) {
  std::string out(server);
  if (!out.ends_with('/')) out += '/';
  return out + "#/welcome/" + std::string(secret);
}

base::Result<NewToken> new_token(store::Store& store, const ServerKey& key,
                                 std::string_view account, std::string_view name,
                                 const std::vector<std::string>& scopes, base::Millis expires,
                                 base::Millis now) {
  if (scopes.empty() || !std::ranges::all_of(scopes, [](const std::string& scope) {
        return scope_of(scope).has_value();
      })) {
    return base::fail(base::Code::invalid, "the scopes of a token are read, scan, write and admin");
  }
  if (expires <= now || expires - now > kLongestToken) {
    return base::fail(base::Code::invalid, "a token expires within a year");
  }
  NewToken made;
  made.secret = std::string(kTokenPrefix) + lower(base32(random_bytes(kTokenBytes)));
  record::Token& token = made.token;
  token.id = store::ulid("token", now);
  token.account = account;
  token.name = name;
  token.digest = token_digest(key, made.secret);
  token.scopes = scopes;
  token.created = now;
  token.expires = expires;
  const auto added = store.accounts().add_token(token);
  if (!added) return std::unexpected(added.error());
  return made;
}

}  // namespace bartizan::server
