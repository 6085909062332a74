// The tables of store/accounts.h and store/audit.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

// Secrets stand here only as digests, hashes or sealed text. Times are milliseconds since 1970 UTC,
// 0 is never.
inline constexpr const char* kAccountTables = R"sql(
CREATE TABLE account(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display TEXT NOT NULL,
  role TEXT NOT NULL CHECK(role IN ('viewer', 'analyst', 'approver', 'admin')),
  disabled INTEGER NOT NULL CHECK(disabled IN (0, 1)),
  erased INTEGER NOT NULL CHECK(erased IN (0, 1)),
  password TEXT NOT NULL,           -- encoded hash, '' while none was set
  created INTEGER NOT NULL,
  password_set INTEGER NOT NULL,
  last_login INTEGER NOT NULL
) STRICT;

CREATE TABLE account_session(
  digest TEXT PRIMARY KEY CHECK(length(digest) = 64),
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  method TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL,
  created INTEGER NOT NULL, seen INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_session_account ON account_session(account);

CREATE TABLE account_token(
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,             -- joined by blanks
  created INTEGER NOT NULL, expires INTEGER NOT NULL,
  last_used INTEGER NOT NULL, revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_token_account ON account_token(account);

CREATE TABLE account_link(
  digest TEXT PRIMARY KEY CHECK(length(digest) = 64),
  purpose TEXT NOT NULL CHECK(purpose IN ('first-start', 'invite', 'reset')),
  account TEXT NOT NULL,            -- '' for first-start
  created INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_totp(
  account TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  secret TEXT NOT NULL,             -- sealed with a key outside the database
  confirmed INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE account_recovery(
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  digest TEXT NOT NULL,
  PRIMARY KEY(account, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_passkey(
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  algorithm INTEGER NOT NULL,
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  created INTEGER NOT NULL, last_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_passkey_account ON account_passkey(account);

CREATE TABLE account_lockout(
  subject TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_lockout_last ON account_lockout(last);

-- One row. Entries up to the floor may be dropped, and nothing else ever.
CREATE TABLE audit_chain(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  chain TEXT NOT NULL,
  floor INTEGER NOT NULL,
  floor_hash TEXT NOT NULL          -- of the last entry that was dropped
) STRICT;
INSERT INTO audit_chain VALUES(1, lower(hex(randomblob(16))), 0, '');
CREATE TABLE audit(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,                -- pseudonym
  via TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit(subject);
CREATE INDEX audit_who ON audit(who);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit
  WHEN OLD.number > (SELECT floor FROM audit_chain)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- REPLACE deletes without asking the triggers of DELETE.
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
  WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM audit)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_chain_is_one BEFORE INSERT ON audit_chain
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_floor_rises BEFORE UPDATE ON audit_chain
  WHEN NEW.floor <= OLD.floor OR NEW.chain <> OLD.chain
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- Whose pseudonym it is; the row goes when the person is erased.
CREATE TABLE audit_name(
  pseudonym TEXT PRIMARY KEY,       -- digest of salt and name
  name TEXT NOT NULL UNIQUE,
  salt TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace bartizan::store::sqlite
