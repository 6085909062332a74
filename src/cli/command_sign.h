// The options of sign, verify, key as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct SignCommand {
  std::string path;
  std::string key;  // file, name of `bartizan key`, or pkcs11: URI
  std::string passphrase_file;
  std::string certificate;
  std::vector<std::string> chain;
  std::string method = "files";
  std::uint64_t shard_size = 1'000'000'000;  // assure::sign::kShardSize
  std::string hash = "sha256";
  std::vector<std::string> ignore;
  bool allow_symlinks = false;
  bool sharded_names = false;
  std::string type;  // "bom", "evidence"; empty: a model
  std::string predicate_type;
  std::string predicate;  // file
};

struct VerifyCommand {
  std::string path;
  std::string signature;
  std::vector<std::string> keys;
  std::vector<std::string> certificate_roots;
  std::string identity, issuer, trusted_root;
  std::string at;
  std::string predicate_type;
  std::string provenance;
  std::string checksums;
  std::string system;  // that a document is about
  bool ignore_unsigned = false;
  bool allow_symlinks = false;
  bool strict = false;
};

struct KeyNewCommand {
  std::string name = "default";
  std::string purpose;
  std::string curve = "P-256";
  std::string passphrase_file;
  bool encrypt = false;
};
struct KeyListCommand {};
struct KeyRotateCommand {
  std::string name = "default";
  std::string passphrase_file;
  bool encrypt = false;
  bool yes = false;
};
struct KeyExportCommand {
  std::string name = "default";
  bool all = false;
};

struct SignCommands {
  SignCommand sign;
  VerifyCommand verify;
  KeyNewCommand key_new;
  KeyListCommand key_list;
  KeyRotateCommand key_rotate;
  KeyExportCommand key_export;
};

int run(const GlobalOptions& global, const SignCommand& command);
int run(const GlobalOptions& global, const VerifyCommand& command);
int run(const GlobalOptions& global, const KeyNewCommand& command);
int run(const GlobalOptions& global, const KeyListCommand& command);
int run(const GlobalOptions& global, const KeyRotateCommand& command);
int run(const GlobalOptions& global, const KeyExportCommand& command);

}  // namespace bartizan::cli
