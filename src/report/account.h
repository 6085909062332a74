// Accounts, tokens, the audit log, backups and purges, for people and for programs.
//
// What it is: pure functions; docs/accounts.md and docs/audit.md explain the words. What it is not:
// a judge. Names are escaped here. No state.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/account.h"
#include "report/api.h"

namespace bartizan::report {

struct ShownAccount {
  record::Account account;
  bool totp = false;
  std::size_t passkeys = 0;
  base::Millis locked_until = 0;
};
std::string accounts(std::span<const ShownAccount> all);
// docs/schemas/accounts-1.schema.json
std::string accounts_json(std::span<const ShownAccount> all, const MachineOptions& options = {});

struct ShownToken {
  record::Token token;
  std::string account;  // name
  std::string secret;   // of a new one
};
std::string tokens(std::span<const ShownToken> all, base::Millis now);
// docs/schemas/tokens-1.schema.json
std::string tokens_json(std::span<const ShownToken> all, const MachineOptions& options = {});

std::string audit(std::span<const record::AuditEntry> all);
// docs/schemas/audit-1.schema.json
std::string audit_json(std::span<const record::AuditEntry> all, const MachineOptions& options = {});

struct ShownVerdict {
  std::int64_t entries = 0, first = 0, last = 0;
  std::string hash;
  std::int64_t anchors = 0, anchored = 0;  // heads that were compared; number of the last
  base::Millis anchored_at = 0;
  std::vector<std::string> problems, warnings;
  // Heads by keys that nobody named: how many, and of the last one its number and key.
  std::int64_t unknown = 0, unknown_to = 0;
  std::string unknown_key = {};
};
std::string audit_verdict(const ShownVerdict& verdict);
// docs/schemas/audit-verify-1.schema.json
std::string audit_verdict_json(const ShownVerdict& verdict, const MachineOptions& options = {});

struct ShownPurge {
  std::string kind, what, why, note;
  int days = 0;
  std::int64_t records = 0;
};
std::string purged(std::span<const ShownPurge> all, bool dry_run);
// docs/schemas/purge-1.schema.json
std::string purged_json(std::span<const ShownPurge> all, bool dry_run,
                        const MachineOptions& options = {});

struct ShownBackup {
  struct File {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;
  };
  std::string file, version;
  base::Millis at = 0;
  std::vector<File> files;
  std::vector<std::string> feeds;
  std::vector<std::string> kept;  // by restore
  std::string key = {};           // fingerprint of the one that signed it; "": none did
  bool vouched = false;           // that one is trusted, and its signature is good
  std::string vouched_by = {};    // what it is called here
};
std::string backup(const ShownBackup& made);
// docs/schemas/backup-1.schema.json
std::string backup_json(const ShownBackup& made, const MachineOptions& options = {});

}  // namespace bartizan::report
