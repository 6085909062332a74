#include "server/accounts.h"

#include <algorithm>

#include "base/escape.h"
#include "server/accounts_parts.h"
#include "text/base64.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kLongestName = 64;

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

std::string label_problem(std::string_view label) {
  // What escaping would change is no letter: controls, direction marks, bytes that are not UTF-8.
  if (label.find_first_of("\t\r\n") == label.npos && base::escape_text(label) == label) return {};
  return "A name is one line of letters, without control or direction characters.";
}

std::vector<std::string> lock_subjects(const ServerKey& key, const record::Account& account) {
  return {name_key(key, account.name), code_key(account.id)};
}

Accounts::Accounts(store::Store& store, ServerKey key, std::function<base::Millis()> now,
                   PasswordCost cost)
    : store_(store),
      key_(std::move(key)),
      now_(std::move(now)),
      attempts_(store_, now_),
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

}  // namespace bartizan::server
