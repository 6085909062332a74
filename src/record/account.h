// Accounts: who may use an installation, how they prove it, and what they did.
//
// What it is: the rows of store/accounts.h and store/audit.h as plain values. What it is not: the
// checking of a proof (server/auth): secrets are here only as digests, hashes or sealed text. No
// JSON form of its own: what may be shown of them differs from page to page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::record {

// Each may do what those before it may.
enum class Role : std::uint8_t {
  viewer,    // reads everything but accounts
  analyst,   // scans, triages, edits the inventory, answers assessments
  approver,  // accepts findings and weaknesses, raises and lowers the posture
  admin,     // accounts, tokens of others, settings, backups
};
std::string_view name(Role role);
std::optional<Role> role(std::string_view name);

struct Account {
  std::string id;       // "account_" and a ULID
  std::string name;     // to log in with; unique
  std::string display;  // for people; "" is `name`
  Role role = Role::viewer;
  bool disabled = false;
  bool erased = false;   // the person is gone; `name` is a pseudonym
  std::string password;  // encoded hash with its parameters; "" while none was set
  base::Millis created = 0;
  base::Millis password_set = 0;
  base::Millis last_login = 0;  // 0: never
  bool operator==(const Account&) const = default;
};

// Failed attempts about one subject: "name:..." or "address:...".
struct Lockout {
  std::string subject;
  std::int64_t failures = 0;  // in a row
  base::Millis last = 0;
  base::Millis until = 0;  // refused before; 0: not locked
  bool operator==(const Lockout&) const = default;
};

struct Session {
  std::string digest;   // SHA-256 of the secret in the cookie, hexadecimal
  std::string id;       // to name it in lists; no secret
  std::string account;  // Account::id
  std::string method;   // "password", "password+totp", "passkey", "link"
  std::string address, agent;
  base::Millis created = 0;
  base::Millis seen = 0;
  base::Millis expires = 0;  // whatever happens
  bool operator==(const Session&) const = default;
};

// For programs, in Authorization: Basic or Bearer.
struct Token {
  std::string id;
  std::string account;
  std::string name;    // what it is for
  std::string digest;  // keyed (HMAC-SHA-256), hexadecimal
  std::vector<std::string> scopes;
  base::Millis created = 0;
  base::Millis expires = 0;
  base::Millis last_used = 0;  // 0: never; kept to the minute
  base::Millis revoked = 0;    // 0: not
  std::string parent;          // id of the token that made it; "": a person, or a command
  bool operator==(const Token&) const = default;
};

// A link that is good once.
struct Link {
  std::string digest;   // SHA-256 of its secret, hexadecimal
  std::string purpose;  // "first-start", "invite", "reset"
  std::string account;  // "" for first-start
  base::Millis created = 0;
  base::Millis expires = 0;
  bool operator==(const Link&) const = default;
};

struct Totp {
  std::string account;
  std::string secret;  // sealed with a key outside the database
  bool confirmed = false;
  std::int64_t last_step = 0;  // codes of this and earlier steps are used up
  base::Millis created = 0;
  bool operator==(const Totp&) const = default;
};

struct Passkey {
  std::string id;  // of the credential, base64url
  std::string account;
  std::string name;
  std::int64_t algorithm = 0;  // of COSE: -7 is ES256, -8 EdDSA, -257 RS256
  std::string public_key;      // as libfido2 takes it, hexadecimal
  std::int64_t counter = 0;    // signatures that its authenticator has counted
  base::Millis created = 0;
  base::Millis last_used = 0;
  bool operator==(const Passkey&) const = default;
};

// What is said to the audit log.
struct AuditEvent {
  base::Millis at = 0;
  std::string who;      // name of an account, or "os:NAME" for a command, or "bartizan"
  std::string via;      // "session", "token NAME", "cli", "server"
  std::string what;     // "account.role", "exposure.set" ...
  std::string subject;  // id of what it is about
  std::string detail;   // one line
  // Names of people in `subject` and `detail` stand there as {0}, {1} ...
  std::vector<std::string> people;
};

// What the log keeps. People are pseudonyms there, which a table of names explains until a person
// is erased: `who`, `subject` and `detail` are what was written, `shown_*` what is to be read.
struct AuditEntry {
  std::int64_t number = 0;  // 1, 2, 3 ...
  base::Millis at = 0;
  std::string who, via, what, subject, detail;
  std::string shown_who, shown_subject, shown_detail;
  std::string previous, hash;  // SHA-256, hexadecimal
  bool operator==(const AuditEntry&) const = default;
};

struct AuditHead {
  std::string chain;  // drawn once for each database
  std::int64_t number = 0;
  std::string hash;
  bool operator==(const AuditHead&) const = default;
};

}  // namespace bartizan::record
