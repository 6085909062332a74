#include "cli/keys.h"

#include <termios.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "cli/output.h"
#include "cli/prompt.h"
#include "run/import_inventory.h"
#include "run/sign.h"
#include "store/store.h"

namespace bartizan::cli {
namespace {

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) && !std::filesystem::is_directory(path, error);
}

}  // namespace

run::KeyFolder key_folder(const GlobalOptions& global, const run::Config& config) {
  return run::KeyFolder::beside(!global.store.empty()   ? global.store
                                : !config.store.empty() ? config.store
                                                        : store::default_path());
}

std::optional<std::string> passphrase_of(const std::string& file) {
  const auto whole = run::read_whole(file, 64 * base::kKiB);
  if (!whole) {
    complain("cannot read the passphrase from " + file + ": " + whole.error() +
             ". It is the first line of a file, not of a pipe or a device.");
    return std::nullopt;
  }
  std::string line = whole->bytes.substr(0, whole->bytes.find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  if (!line.empty()) return line;
  complain(file + " holds no passphrase: its first line is empty.");
  return std::nullopt;
}

std::optional<std::string> ask_passphrase(const std::string& question) {
  if (!can_ask()) return std::nullopt;
  termios before;
  const bool known = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (known) {
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  auto answer = ask(question);
  if (known) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << "\n";
  return answer;
}

std::optional<assure::sign::PrivateKey> load_private_key(const run::KeyFolder& keys,
                                                         const std::string& key,
                                                         const std::string& passphrase_file) {
  using assure::sign::PrivateKey;
  std::optional<std::string> given;
  if (!passphrase_file.empty()) {
    given = passphrase_of(passphrase_file);
    if (!given) return std::nullopt;
  }
  bool nobody = false;
  const assure::sign::Passphrase passphrase = [&]() -> std::optional<std::string> {
    if (given) return given;
    auto answer = ask_passphrase("Passphrase of " + key + ":");
    nobody = !answer;
    return answer;
  };
  std::expected<PrivateKey, std::string> opened = std::unexpected(std::string());
  if (key.starts_with("pkcs11:")) {
    opened = PrivateKey::from_token(key, passphrase);
    if (!opened) opened = std::unexpected("the key " + key + " " + opened.error());
  } else if (!keys.has(key) && is_file(key)) {
    const auto whole = run::read_whole(key, base::kMiB);
    opened = whole ? PrivateKey::from_pem(whole->bytes, passphrase)
                   : std::expected<PrivateKey, std::string>(std::unexpected(whole.error()));
    if (!opened) opened = std::unexpected(key + " " + opened.error());
  } else {
    opened = keys.open(key, passphrase);
  }
  if (opened) return std::move(*opened);
  complain(opened.error() + (nobody ? ". Name a file with it: --passphrase-file FILE." : "."));
  return std::nullopt;
}

bool trust_key(const run::KeyFolder& keys, const std::string& key, assure::sign::Trust& trust) {
  // A name of our own first: a file of that name in a folder that somebody else filled must not
  // take its place.
  if (!keys.has(key) && is_file(key)) {
    auto read = run::read_public_key(key);
    if (read) trust.keys.push_back(std::move(*read));
    if (!read) complain("cannot use the key " + read.error() + ".");
    return read.has_value();
  }
  const auto own = keys.find(key);
  if (!own) {
    complain("there is no file " + key + ", and " + own.error() + ".");
    return false;
  }
  for (assure::sign::TrustedKey& one : run::trusted_keys(*own)) {
    trust.keys.push_back(std::move(one));
  }
  return true;
}

}  // namespace bartizan::cli
