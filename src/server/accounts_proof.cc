// Accounts: what somebody proves who is known already, or who has one proof and needs another.
#include "server/accounts.h"
#include "server/accounts_parts.h"
#include "server/auth/totp.h"

namespace bartizan::server {

using record::Account;

std::expected<void, Denial> Accounts::check_code(const Request& request, const Account& account,
                                                 std::string_view code) {
  const auto totp = store_.accounts().totp(account.id);
  if (!totp) return broken();
  if (!*totp || !(*totp)->confirmed) return {};
  if (code.empty()) {
    return std::unexpected(Denial{401, "The code of your authenticator app is needed.", "code", 0});
  }
  auto attempt = begin_attempt(request, code_key(account.id));
  if (!attempt) return std::unexpected(attempt.error());
  const auto secret = key_.unseal(totp_purpose(account.id), (*totp)->secret);
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
    note_failure(request, *attempt, &account, "session.wrong-code");
    return std::unexpected(Denial{401, "The code is wrong, or was used before.", "code", 0});
  }
  attempt->succeeded();
  return {};
}

std::expected<std::int64_t, Denial> Accounts::check_first_code(const Request& request,
                                                               const Account& account,
                                                               std::string_view code) {
  const auto totp = store_.accounts().totp(account.id);
  if (!totp) return broken();
  if (!*totp || (*totp)->confirmed) {
    return std::unexpected(Denial{409, "No authenticator app waits for its code.", {}, 0});
  }
  if (now_() - (*totp)->created >= kPendingTotpLife) {
    return std::unexpected(
        Denial{409, "No code came for ten minutes: begin again, with a new secret.", {}, 0});
  }
  if (const unsigned wait = proofs_.take(account.id, now_()); wait != 0) {
    return std::unexpected(later(wait));
  }
  auto attempt = attempts_.begin(code_key(account.id));
  if (!attempt) return std::unexpected(attempt.error());
  const auto secret = key_.unseal(totp_purpose(account.id), (*totp)->secret);
  if (!secret) return broken();
  const auto step = totp_step(*secret, code, now_());
  if (!step) {
    note_failure(request, *attempt, &account, "session.wrong-code");
    return std::unexpected(refused("The code is wrong. Is the clock of the phone right?"));
  }
  attempt->succeeded();
  return *step;
}

std::expected<Account, Denial> Accounts::check_password(const Request& request,
                                                        const Principal& who,
                                                        std::string_view password) {
  const auto found = store_.accounts().find(who.account);
  if (!found) return broken();
  if (!*found) return std::unexpected(wrong("Your account is gone."));
  const Account& account = **found;
  if (const unsigned wait = proofs_.take(account.id, now_()); wait != 0) {
    return std::unexpected(later(wait));
  }
  auto attempt = attempts_.begin(name_key(key_, account.name));
  if (!attempt) return std::unexpected(attempt.error());
  const auto right = passwords_.check(password, account.password);
  if (!right) return std::unexpected(later(5));
  if (!*right) {
    note_failure(request, *attempt, &account, "session.wrong-password");
    return std::unexpected(Denial{403, "The password that you have now is wrong.", {}, 0});
  }
  attempt->succeeded();
  return account;
}

std::expected<void, Denial> Accounts::change_password(const Request& request, const Principal& who,
                                                      std::string_view current,
                                                      std::string_view fresh, bool end_tokens) {
  const auto proven = check_password(request, who, current);
  if (!proven) return std::unexpected(proven.error());
  const Account& account = *proven;
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
  event.detail =
      end_tokens ? "changed; other sessions and the tokens ended" : "changed; other sessions ended";
  store::AuditedChange change(store_.audit(), event);
  const std::string keep = session_digest(request.cookie(cookie_name(request)));
  const auto tokens = end_tokens ? store::Accounts::Tokens::end : store::Accounts::Tokens::stay;
  if (!store_.accounts().set_password(account.id, *hash, now_(), keep, tokens) || !change.done()) {
    return broken();
  }
  return {};
}

}  // namespace bartizan::server
