#include "run/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <span>

#include "base/hash.h"
#include "base/json_write.h"
#include "run/audit.h"
#include "run/backup_parts.h"
#include "run/keys.h"
#include "run/tar.h"
#include "run/version.h"
#include "sandbox/fd.h"
#include "store/advisories.h"
#include "store/file.h"
#include "text/base64.h"
#include "text/tree.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchema = "bartizan-backup-1";
constexpr std::string_view kManifest = "manifest.json";
constexpr std::string_view kStore = "store.db";
constexpr std::string_view kAnchors = "audit-anchors.jsonl";
constexpr std::string_view kKeys = "keys/";
constexpr std::string_view kInterrupted = "interrupted; nothing was made";
constexpr std::size_t kMostManifest = std::size_t{1} << 20;

// Gone when the scope is left, whatever happened.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<std::string> names_in(const std::string& folder, bool files_only) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (!files_only || at->is_regular_file(error)) names.push_back(at->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

// Where a backup is only looked at: gone with the object, and nobody else's to read.
std::string own_temporary_folder() {
  std::error_code error;
  std::string path = (fs::temp_directory_path(error) / "bartizan-backup-XXXXXX").string();
  return !error && ::mkdtemp(path.data()) != nullptr ? path : std::string();
}

// `seal`: of the manifest without one.
std::string written(const BackedUp& backup, std::string_view seal) {
  base::JsonWriter out(true);
  out.begin_object().field("schema", kSchema).field("version", backup.version);
  out.field("at", base::format_utc(backup.at)).key("files").begin_array();
  for (const BackedUp::File& file : backup.files) {
    out.begin_object().field("name", file.name).field("size", file.size);
    out.field("sha256", file.sha256).end_object();
  }
  out.end_array().key("feeds").begin_array();
  for (const std::string& feed : backup.feeds) out.value(feed);
  out.end_array();
  if (!backup.key.empty()) out.field("key", backup.key).field("signature", backup.signature);
  if (!seal.empty()) out.field("seal", seal);
  out.end_object();
  return out.take() + "\n";
}

// It holds a hash of itself, so that damage to what it says of nobody's bytes shows, too.
std::string manifest_of(const BackedUp& backup) {
  return written(backup, base::hex(base::sha256(written(backup, ""))));
}

// What is signed. The first line keeps it apart from everything else that the key signs.
std::string signed_text(BackedUp backup) {
  backup.key.clear();
  return "bartizan backup 1\n" + written(backup, "");
}

// Says who vouches. False: the key that it names is trusted, and the signature is not by it.
bool vouch(BackedUp& backup, const std::vector<assure::sign::TrustedKey>& keys) {
  if (backup.key.empty()) return true;
  const SignedBy by = signed_by(keys, backup.key, signed_text(backup), backup.signature, backup.at);
  if (by.key != nullptr) backup.vouched_by = by.key->name;
  return by.key != nullptr || !by.named;
}

std::optional<BackedUp> parse_manifest(const std::string& text) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto tree = text::parse_json(text, budget);
  if (!tree || tree->string("schema") != kSchema) return std::nullopt;
  BackedUp backup;
  backup.version = tree->string("version");
  backup.at = base::parse_utc(tree->string("at")).value_or(0);
  backup.key = tree->string("key");
  backup.signature = tree->string("signature");
  const text::Node* files = tree->find("files");
  if (files == nullptr) return std::nullopt;
  for (const text::Node& one : files->items) {
    BackedUp::File file;
    file.name = one.string("name");
    file.sha256 = one.string("sha256");
    const text::Node* size = one.find("size");
    if (size == nullptr) return std::nullopt;
    file.size = std::strtoull(size->text.c_str(), nullptr, 10);
    backup.files.push_back(std::move(file));
  }
  if (const text::Node* feeds = tree->find("feeds")) {
    for (const text::Node& one : feeds->items) backup.feeds.push_back(one.text);
  }
  if (manifest_of(backup) != text) return std::nullopt;
  return backup;
}

// Only what a backup holds may be written, whatever the manifest says.
bool is_wanted(const std::string& name) {
  if (name == kStore || name == kAnchors) return true;
  if (!name.starts_with(kKeys)) return false;
  const std::string rest = name.substr(kKeys.size());
  return is_key_name(rest) &&
         (rest.ends_with(".key") || rest.ends_with(".toml") || rest.ends_with(".secret"));
}

std::unexpected<NotRestored> damaged(std::string what) {
  return std::unexpected(NotRestored{std::move(what), NotRestored::Why::damaged});
}
std::unexpected<NotRestored> no_place(std::string what) {
  return std::unexpected(NotRestored{std::move(what), NotRestored::Why::place});
}

// Walks the archive, compares it with its manifest, and hands every piece on.
std::expected<BackedUp, NotRestored> walk(const std::string& path, const TarVisitor& take) {
  std::string manifest, current, problem;
  std::optional<BackedUp> backup;
  std::map<std::string, std::pair<std::uint64_t, std::string>> seen;
  std::optional<base::Sha256> hash;
  std::uint64_t got = 0;
  const auto close = [&] {
    if (hash) seen[current] = {got, base::hex(hash->finish())};
    hash.reset();
  };
  const auto read =
      read_tar(path, [&](std::string_view name, std::uint64_t size, std::string_view piece) {
        if (piece.empty()) {
          close();
          current = name;
          got = 0;
          if (name == kManifest) return size <= kMostManifest && seen.empty();
          if (!backup) backup = parse_manifest(manifest);
          if (!backup || !is_wanted(current) || seen.contains(current)) return false;
          hash.emplace();
        } else if (name == kManifest) {
          manifest += piece;
          return true;
        } else {
          hash->update(std::as_bytes(std::span(piece)));
          got += piece.size();
        }
        if (take(name, size, piece)) return true;
        problem = std::string("cannot write ") + current + ": " + std::strerror(errno);
        return false;
      });
  if (!problem.empty()) return no_place(problem);
  if (!read) return damaged(read.error());
  close();
  if (!backup) return damaged(path + " is damaged, or no backup");
  if (seen.size() != backup->files.size() || !seen.contains(std::string(kStore))) {
    return damaged(path + " does not hold what its manifest lists");
  }
  for (const BackedUp::File& file : backup->files) {
    const auto found = seen.find(file.name);
    if (found == seen.end() || found->second != std::pair(file.size, file.sha256)) {
      return damaged(file.name + " in " + path + " is not what the manifest says");
    }
  }
  backup->file = path;
  return std::move(*backup);
}

// Writes what the archive holds below `folder`, keys only `with_keys`, and asks all that can be
// asked of it before anything of it is used.
std::expected<BackedUp, NotRestored> unpack(const std::string& file, const std::string& folder,
                                            bool with_keys, const BackupTrust& trust) {
  sandbox::Fd out;
  bool skips = false;
  auto backup = walk(file, [&](std::string_view name, std::uint64_t, std::string_view piece) {
    if (piece.empty()) {
      skips = !with_keys && name.starts_with(kKeys);
      if (skips) return true;
      out = sandbox::Fd(::open((folder + "/" + std::string(name)).c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
      return static_cast<bool>(out);
    }
    while (!skips && !piece.empty()) {
      const ssize_t written = ::write(out.get(), piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  });
  if (!backup) return backup;
  if (!vouch(*backup, trust.keys)) {
    return damaged(file + " names the key " + backup->key +
                   ", and its signature is not by it: it was changed since it was made");
  }
  if (const auto fit = store::check_file(folder + "/" + std::string(kStore)); !fit) {
    return damaged("the store in " + file + " cannot be used: " + fit.error().what);
  }
  return backup;
}

}  // namespace

std::expected<BackedUp, std::string> back_up(store::Store& store, const std::string& file,
                                             bool with_keys, base::Millis now,
                                             const std::function<bool()>& cancelled) {
  if (store.path().empty()) {
    return std::unexpected(std::string("the store is kept in memory only; nothing to back up"));
  }
  std::error_code error;
  if (fs::exists(file, error)) return std::unexpected(file + " is there already");
  const auto parts = BackupParts::beside(file);
  if (!parts) return std::unexpected(parts.error());
  if (const auto copied = store.back_up(parts->store(), cancelled); !copied) {
    return std::unexpected("cannot copy the store: " + std::string(copied.error().what));
  }
  BackedUp backup;
  backup.file = file;
  backup.at = now;
  backup.version = kVersion;
  backup.feeds = names_in(store::feeds_folder(store.path()), false);
  std::vector<std::pair<std::string, std::string>> sources{{std::string(kStore), parts->store()}};
  if (const std::string anchors = default_anchors(store.path()); fs::exists(anchors, error)) {
    sources.emplace_back(std::string(kAnchors), anchors);
  }
  // Before the keys are listed: it may be the first.
  const auto key = audit_key(KeyFolder::beside(store.path()), now);
  if (with_keys) {
    const std::string folder = KeyFolder::beside(store.path()).path();
    for (const std::string& name : names_in(folder, true)) {
      if (is_wanted(std::string(kKeys) + name)) {
        sources.emplace_back(std::string(kKeys) + name, folder + "/" + name);
      }
    }
  }
  // The manifest stands first and holds the hashes: every file is read twice.
  for (const auto& [name, path] : sources) {
    std::ifstream in(path, std::ios::binary);
    base::Sha256 hash;
    std::uint64_t size = 0;
    std::string piece(std::size_t{1} << 20, '\0');
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
      const auto view = std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount()));
      hash.update(std::as_bytes(std::span(view)));
      size += view.size();
      if (cancelled && cancelled()) return std::unexpected(std::string(kInterrupted));
    }
    if (in.bad()) return std::unexpected("cannot read " + path);
    backup.files.push_back({name, size, base::hex(hash.finish())});
  }
  if (key) {
    if (const auto signature = key->sign(signed_text(backup))) {
      backup.key = key->public_key().fingerprint();
      backup.signature = text::encode_base64(*signature);
      backup.vouched_by = "audit";
    }
  }
  auto tar = TarWriter::create(parts->archive());
  if (!tar) return std::unexpected(tar.error());
  if (auto added = tar->add(kManifest, manifest_of(backup)); !added) {
    return std::unexpected(added.error());
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto added = tar->add_file(sources[i].first, sources[i].second, cancelled);
    if (!added) return std::unexpected(added.error());
    if (added->sha256 != backup.files[i].sha256) {
      return std::unexpected(sources[i].second + " changed while it was read; try again");
    }
  }
  if (auto finished = tar->finish(); !finished) return std::unexpected(finished.error());
  // link, not rename: a file that appeared meanwhile is not replaced.
  if (cancelled && cancelled()) return std::unexpected(std::string(kInterrupted));
  if (::link(parts->archive().c_str(), file.c_str()) != 0) {
    return std::unexpected("cannot make " + file + ": " + std::strerror(errno));
  }
  return backup;
}

std::expected<BackedUp, std::string> read_backup(const std::string& file) {
  auto read = walk(file, [](std::string_view, std::uint64_t, std::string_view) { return true; });
  if (!read) return std::unexpected(std::move(read.error().what));
  return std::move(*read);
}

std::expected<BackedUp, NotRestored> check_backup(const std::string& file,
                                                  const BackupTrust& trust) {
  const Scratch scratch(own_temporary_folder());
  if (scratch.path().empty()) {
    return no_place("there is no temporary folder to look at " + file + " in; TMPDIR names one");
  }
  return unpack(file, scratch.path(), false, trust);
}

std::expected<Restored, NotRestored> restore(const std::string& file, const std::string& store,
                                             bool replace, const BackupTrust& trust,
                                             base::Millis now) {
  std::error_code error;
  if (!replace && fs::exists(store, error)) {
    return no_place(store + " is there already; --yes moves it aside");
  }
  const auto used = store::in_use(store);
  if (used && *used) {
    return no_place(store + " is in use. Stop bartizan serve, or wait for the scan, and try again");
  }
  const fs::path home = fs::path(store).parent_path();
  const Scratch scratch((home / ".restore").string());
  fs::remove_all(scratch.path(), error);
  const bool fresh = !fs::exists(home, error);
  fs::create_directories(scratch.path() + "/keys", error);
  if (fresh && !error) fs::permissions(home, fs::perms::owner_all, error);
  if (error) return no_place("cannot write below " + home.string() + ": " + error.message());
  fs::permissions(scratch.path(), fs::perms::owner_all, error);
  auto backup = unpack(file, scratch.path(), true, trust);
  if (!backup) return std::unexpected(backup.error());
  if (backup->vouched_by.empty() && !trust.accept_unsigned) {
    return std::unexpected(NotRestored{
        backup->key.empty()
            ? file + " is not signed, so whoever could write it could put anything into it"
            : file + " is signed by a key that is not known here (" + backup->key +
                  "), so nobody can say that it is what was written",
        NotRestored::Why::unvouched, !backup->key.empty()});
  }
  std::string stamp = base::format_utc(now);
  std::erase_if(stamp, [](char c) { return c == ':' || c == '.'; });
  Restored restored;
  restored.what = std::move(*backup);
  const auto put = [&](const std::string& from, const std::string& to) -> std::string {
    if (fs::exists(to, error)) {
      const std::string aside = to + ".before-restore-" + stamp;
      fs::rename(to, aside, error);
      if (error) return "cannot move " + to + " aside: " + error.message();
      restored.kept.push_back(aside);
    }
    fs::create_directories(fs::path(to).parent_path(), error);
    fs::rename(from, to, error);
    return error ? "cannot put " + to + " in its place: " + error.message() : std::string();
  };
  // The journal of the old store would be taken for one of the new.
  for (const char* suffix : {"-wal", "-shm"}) {
    if (!fs::exists(store + suffix, error)) continue;
    const std::string aside = store + ".before-restore-" + stamp + suffix;
    fs::rename(store + suffix, aside, error);
    if (error) return no_place("cannot move " + store + suffix + " aside");
    restored.kept.push_back(aside);
  }
  for (const BackedUp::File& one : restored.what.files) {
    const std::string to = one.name == kStore ? store : (home / one.name).string();
    if (const std::string why = put(scratch.path() + "/" + one.name, to); !why.empty()) {
      return no_place(why);
    }
  }
  return restored;
}

}  // namespace bartizan::run
