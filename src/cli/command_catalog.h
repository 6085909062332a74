// The options of catalog as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct CatalogShowCommand {};

struct CatalogUpdateCommand {
  std::string file;
  std::vector<std::string> keys;  // files of public keys that are trusted this once
  bool dry_run = false;
  bool accept_weaker = false;
};

struct CatalogResetCommand {};

struct CatalogPackCommand {
  std::string table;
  std::string key;  // a file of a private key, the name of one of `bartizan key`, or pkcs11:
  std::string passphrase_file;
};

struct CatalogCommands {
  CatalogShowCommand show;
  CatalogUpdateCommand update;
  CatalogResetCommand reset;
  CatalogPackCommand pack;
};

// Puts the installed catalogue of the store in force, before a command begins. Says on standard
// error when it cannot be, and then exit_code() is no success any more.
void start_catalog(const GlobalOptions& global);
// 3 in place of 0 when an installed catalogue was not to be had.
int exit_code(int code);

int run(const GlobalOptions& global, const CatalogShowCommand& command);
int run(const GlobalOptions& global, const CatalogUpdateCommand& command);
int run(const GlobalOptions& global, const CatalogResetCommand& command);
int run(const GlobalOptions& global, const CatalogPackCommand& command);

}  // namespace bartizan::cli
