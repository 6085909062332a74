#include "run/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "run/import_inventory.h"
#include "sandbox/fd.h"
#include "text/base64.h"
#include "text/tree.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
namespace sign = assure::sign;

constexpr std::uint64_t kMostKeyFile = base::kMiB;

std::string because() { return std::strerror(errno); }

// A quoted TOML string; names and PEM texts need only these two escapes, and control characters do
// not occur (checked where a purpose comes in).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Whole and at once: a reader sees the old file or the new one.
std::expected<void, std::string> write_secret(const std::string& path, std::string_view text) {
  const std::string partial = path + ".new";
  {
    ::unlink(partial.c_str());
    const sandbox::Fd file(
        ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return std::unexpected("cannot write " + partial + ": " + because());
    while (!text.empty()) {
      const ssize_t n = ::write(file.get(), text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return std::unexpected("cannot write " + partial + ": " + because());
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(file.get()) != 0) return std::unexpected("cannot write " + partial);
  }
  if (::rename(partial.c_str(), path.c_str()) != 0) {
    return std::unexpected("cannot write " + path + ": " + because());
  }
  return {};
}

std::string toml_of(const KeyInfo& key) {
  std::string out = "# Written by bartizan key; the private key is in " + key.name + ".key.\n";
  const auto put = [&](std::string_view name, std::string_view value) {
    out += std::string(name) + " = " + quoted(value) + "\n";
  };
  put("purpose", key.purpose);
  put("algorithm", key.algorithm);
  put("created", base::format_utc(key.created));
  out += std::string("encrypted = ") + (key.encrypted ? "true" : "false") + "\n";
  put("public_key", key.public_key);
  for (const OldKey& old : key.old) {
    out += "\n[[old]]\n";
    put("created", base::format_utc(old.created));
    put("retired", base::format_utc(old.retired));
    put("public_key", old.public_key);
  }
  return out;
}

std::expected<KeyInfo, std::string> read_info(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name + ".toml";
  const auto whole = read_whole(path, kMostKeyFile);
  if (!whole) return std::unexpected(path + ": " + whole.error());
  const base::Limits limits;
  base::Budget budget(limits);
  const auto tree = text::parse_toml(whole->bytes, budget);
  if (!tree) return std::unexpected(path + " is no TOML: " + tree.error().what);
  KeyInfo key;
  key.name = name;
  key.purpose = tree->string("purpose");
  key.algorithm = tree->string("algorithm");
  key.created = base::parse_utc(tree->string("created")).value_or(0);
  const text::Node* encrypted = tree->find("encrypted");
  key.encrypted = encrypted != nullptr && encrypted->text == "true";
  const auto parsed = sign::PublicKey::from_pem(tree->string("public_key"));
  if (!parsed) return std::unexpected("public_key of " + path + " " + parsed.error());
  key.public_key = parsed->pem();
  key.fingerprint = parsed->fingerprint();
  const text::Node* old = tree->find("old");
  if (old == nullptr) return key;
  for (const text::Node& one : old->items) {
    const auto was = sign::PublicKey::from_pem(one.string("public_key"));
    if (!was) return std::unexpected("an old key of " + path + " " + was.error());
    key.old.push_back({was->fingerprint(), was->pem(),
                       base::parse_utc(one.string("created")).value_or(0),
                       base::parse_utc(one.string("retired")).value_or(0)});
  }
  return key;
}

// The private key first: without its description it is not listed, and a later attempt may take the
// name; the other way round there would be a key that cannot sign.
std::expected<void, std::string> keep(const std::string& folder, const KeyInfo& key,
                                      const std::string& pem) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::chmod(folder.c_str(), 0700) != 0) {
    return std::unexpected("cannot make the folder " + folder + ": " +
                           (error ? error.message() : because()));
  }
  auto done = write_secret(folder + "/" + key.name + ".key", pem);
  if (done) done = write_secret(folder + "/" + key.name + ".toml", toml_of(key));
  return done;
}

}  // namespace

bool is_key_name(std::string_view name) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return !name.empty() && name.size() <= 64 && kLetters.find(name.front()) != kLetters.npos &&
         std::ranges::all_of(name, [&](char c) {
           return kLetters.find(c) != kLetters.npos || c == '.' || c == '-' || c == '_';
         });
}

KeyFolder KeyFolder::beside(const std::string& store) {
  return KeyFolder((fs::path(store).parent_path() / "keys").string());
}

std::expected<std::vector<KeyInfo>, std::string> KeyFolder::list() const {
  std::vector<KeyInfo> all;
  std::error_code error;
  if (!fs::exists(path_, error)) return all;
  std::vector<std::string> names;
  for (fs::directory_iterator at(path_, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (at->path().extension() == ".toml") names.push_back(at->path().stem().string());
  }
  if (error) return std::unexpected("cannot list " + path_ + ": " + error.message());
  std::ranges::sort(names);
  for (const std::string& name : names) {
    auto key = read_info(path_, name);
    if (!key) return std::unexpected(key.error());
    all.push_back(std::move(*key));
  }
  return all;
}

bool KeyFolder::has(const std::string& name) const {
  std::error_code error;
  return is_key_name(name) && fs::exists(path_ + "/" + name + ".toml", error);
}

std::expected<KeyInfo, std::string> KeyFolder::find(const std::string& name) const {
  if (!has(name)) {
    return std::unexpected("there is no key called " + name +
                           ". Make one: bartizan key new --name " +
                           (is_key_name(name) ? name : "NAME"));
  }
  return read_info(path_, name);
}

std::expected<KeyInfo, KeyError> KeyFolder::create(const std::string& name,
                                                   const std::string& purpose, sign::Curve curve,
                                                   const std::string& passphrase,
                                                   base::Millis now) {
  const auto refuse = [](std::string what) {
    return std::unexpected(KeyError{std::move(what), true});
  };
  const auto fail = [](std::string what) { return std::unexpected(KeyError{std::move(what)}); };
  if (!is_key_name(name)) {
    return refuse("a key's name is of letters, digits, \".\", \"-\" and \"_\", at most 64 of them");
  }
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(purpose, control)) {
    return refuse("a key's purpose is one line of text");
  }
  std::error_code error;
  if (fs::exists(path_ + "/" + name + ".toml", error)) {
    return refuse("there is a key called " + name +
                  " already. A new one in its place: bartizan key rotate --name " + name);
  }
  const auto made = sign::PrivateKey::generate(curve);
  if (!made) return fail(made.error());
  const auto pem = made->pem(passphrase);
  if (!pem) return fail(pem.error());
  const sign::PublicKey& open = made->public_key();
  const KeyInfo key{name,
                    purpose,
                    std::string(sign::name(curve)),
                    open.fingerprint(),
                    open.pem(),
                    now,
                    !passphrase.empty(),
                    {}};
  const auto kept = keep(path_, key, *pem);
  if (!kept) return fail(kept.error());
  return key;
}

std::expected<KeyInfo, std::string> KeyFolder::rotate(const std::string& name,
                                                      const std::string& passphrase,
                                                      base::Millis now) {
  auto key = find(name);
  if (!key) return key;
  const auto before = sign::PublicKey::from_pem(key->public_key);
  const auto made = sign::PrivateKey::generate(before->curve());
  if (!made) return std::unexpected(made.error());
  const auto pem = made->pem(passphrase);
  if (!pem) return std::unexpected(pem.error());
  key->old.insert(key->old.begin(), {key->fingerprint, key->public_key, key->created, now});
  key->fingerprint = made->public_key().fingerprint();
  key->public_key = made->public_key().pem();
  key->created = now;
  key->encrypted = !passphrase.empty();
  // The description first: should the second file fail, the old private key signs nothing any more
  // (open() compares), and nothing that it signed is forgotten.
  auto kept = write_secret(path_ + "/" + name + ".toml", toml_of(*key));
  if (kept) kept = write_secret(path_ + "/" + name + ".key", *pem);
  if (!kept) return std::unexpected(kept.error());
  return key;
}

std::expected<sign::PrivateKey, std::string> KeyFolder::open(
    const std::string& name, const sign::Passphrase& passphrase) const {
  const auto key = find(name);
  if (!key) return std::unexpected(key.error());
  const std::string path = path_ + "/" + name + ".key";
  struct stat info;
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
    return std::unexpected(path + " can be read by others: chmod 600 " + path +
                           ", and rotate the key if somebody did");
  }
  const auto whole = read_whole(path, kMostKeyFile);
  if (!whole) return std::unexpected(path + ": " + whole.error());
  auto opened = sign::PrivateKey::from_pem(whole->bytes, passphrase);
  if (!opened) return std::unexpected("the key " + name + " " + opened.error());
  if (opened->public_key().fingerprint() != key->fingerprint) {
    return std::unexpected(path + " is not the private key of " + name +
                           ". Make a new one: bartizan key rotate --name " + name);
  }
  return opened;
}

std::vector<sign::TrustedKey> trusted_keys(const KeyInfo& key) {
  std::vector<sign::TrustedKey> all;
  if (auto open = sign::PublicKey::from_pem(key.public_key)) {
    all.push_back({std::move(*open), key.name, 0});
  }
  for (const OldKey& old : key.old) {
    if (auto open = sign::PublicKey::from_pem(old.public_key)) {
      all.push_back({std::move(*open), key.name, old.retired});
    }
  }
  return all;
}

SignedBy signed_by(const std::vector<sign::TrustedKey>& keys, std::string_view fingerprint,
                   std::string_view text, std::string_view signature, base::Millis at) {
  SignedBy by;
  const auto bytes = text::decode_base64(signature);
  for (const sign::TrustedKey& key : keys) {
    if (key.key.fingerprint() != fingerprint) continue;
    by.named = true;
    if (!bytes || (key.retired != 0 && at > key.retired)) continue;
    if (key.key.verify(text, *bytes)) by.key = &key;
  }
  return by;
}

}  // namespace bartizan::run
