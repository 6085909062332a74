// The options of account, token, audit, backup, restore and purge as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct AccountAddCommand {
  std::string name, display;
  std::string role = "viewer";
  std::string url;
};
struct AccountListCommand {};
struct AccountRoleCommand {
  std::string name, role;
};
struct AccountDisableCommand {
  std::string name;
  bool enable = false;
};
struct AccountUnlockCommand {
  std::string name;
};
struct AccountResetCommand {
  std::string name, url;
  bool factors = false;
};
struct AccountExportCommand {
  std::string name;
};
struct AccountEraseCommand {
  std::string name;
  bool yes = false;
};

struct TokenNewCommand {
  std::string account, name, expires;
  std::vector<std::string> scopes;
};
struct TokenListCommand {
  std::string account;
};
struct TokenRevokeCommand {
  std::string id;
};

struct AuditListCommand {
  std::string by, what, subject, since, search;
  std::size_t limit = 100;
};
struct AuditVerifyCommand {
  std::string anchors;
  std::string key;  // PEM
};
struct AuditAnchorCommand {
  std::string anchors;
};

struct BackupCommand {
  std::string file;
  bool with_keys = false;
};
struct RestoreCommand {
  std::string file;
  std::string key;  // a PEM file, or the name of one of our own
  bool accept_unsigned = false;
  bool yes = false;
  bool check = false;
};
struct PurgeCommand {
  std::vector<std::string> kinds;
  int days = 0;
  bool dry_run = false;
  bool yes = false;
};

struct AccountCommands {
  AccountAddCommand add;
  AccountListCommand list;
  AccountRoleCommand role;
  AccountDisableCommand disable, enable;
  AccountUnlockCommand unlock;
  AccountResetCommand reset;
  AccountExportCommand export_data;
  AccountEraseCommand erase;
  TokenNewCommand token_new;
  TokenListCommand token_list;
  TokenRevokeCommand token_revoke;
  AuditListCommand audit_list;
  AuditVerifyCommand audit_verify;
  AuditAnchorCommand audit_anchor;
  BackupCommand backup;
  RestoreCommand restore;
  PurgeCommand purge;
};

int run(const GlobalOptions& global, const AccountAddCommand& command);
int run(const GlobalOptions& global, const AccountListCommand& command);
int run(const GlobalOptions& global, const AccountRoleCommand& command);
int run(const GlobalOptions& global, const AccountDisableCommand& command);
int run(const GlobalOptions& global, const AccountUnlockCommand& command);
int run(const GlobalOptions& global, const AccountResetCommand& command);
int run(const GlobalOptions& global, const AccountExportCommand& command);
int run(const GlobalOptions& global, const AccountEraseCommand& command);
int run(const GlobalOptions& global, const TokenNewCommand& command);
int run(const GlobalOptions& global, const TokenListCommand& command);
int run(const GlobalOptions& global, const TokenRevokeCommand& command);
int run(const GlobalOptions& global, const AuditListCommand& command);
int run(const GlobalOptions& global, const AuditVerifyCommand& command);
int run(const GlobalOptions& global, const AuditAnchorCommand& command);
int run(const GlobalOptions& global, const BackupCommand& command);
int run(const GlobalOptions& global, const RestoreCommand& command);
int run(const GlobalOptions& global, const PurgeCommand& command);

}  // namespace bartizan::cli
