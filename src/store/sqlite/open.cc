#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store {
namespace sqlite {
namespace {

// Two scans may start together; a batch takes milliseconds.
constexpr int kBusyMilliseconds = 10'000;
constexpr int kBusyPause = 10;
// A store larger than this is not copied into memory when its place cannot be written.
constexpr std::uintmax_t kLargestSeed = std::uintmax_t{256} << 20;

const char* const kForeign = "the file belongs to another program; choose another with --store";
const char* const kNewer =
    "the store was written by a newer version; use that one, or choose another with --store";

// 0, or the errno that says why the file cannot be written. The file and the folders above it are
// made for their owner alone. A file that is there is not opened: closing it would take the locks of
// this process' other connections to it, as POSIX has it, and whoever closes it next elsewhere would
// take their write-ahead log away (sqlite.org/howtocorrupt.html, 2.2).
int make_file(const std::filesystem::path& file) {
  std::filesystem::path made;
  for (const auto& part : file.parent_path()) {
    made /= part;
    if (mkdir(made.c_str(), 0700) != 0 && errno != EEXIST && access(made.c_str(), X_OK) != 0) {
      return errno;
    }
  }
  struct stat status{};
  if (stat(file.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return EISDIR;
    if (!S_ISREG(status.st_mode)) return EINVAL;
    if (access(file.c_str(), R_OK | W_OK) != 0) return errno;
    if ((status.st_mode & 077) != 0) (void)chmod(file.c_str(), 0600);
    return 0;
  }
  if (errno != ENOENT) return errno;
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno;
  close(descriptor);
  return 0;
}

constexpr const char* kCache = "PRAGMA cache_size = -65536";
constexpr const char* kCacheOfWalks = "PRAGMA cache_size = -8192";

void configure(Connection& connection, bool walks) {
  sqlite3_busy_timeout(connection.handle(), kBusyMilliseconds);
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  connection.exec("PRAGMA cell_size_check = ON");
  connection.exec("PRAGMA foreign_keys = ON");
  connection.exec("PRAGMA temp_store = MEMORY");
  // At most 64 MiB, taken as they are needed: the indexes of a large estate are written at random
  // places.
  connection.exec(walks ? kCacheOfWalks : kCache);
}

std::optional<base::Error> unfit(Connection& connection) {
  switch (fitness(connection)) {
    case Fitness::fits:
      return std::nullopt;
    case Fitness::foreign:
      return base::Error{base::Code::invalid, 0, kForeign};
    case Fitness::newer:
      return base::Error{base::Code::unsupported, 0, kNewer};
  }
  return std::nullopt;
}

// Changing the journal asks for the file alone and does not wait, so two first scans at once would
// disturb each other.
void use_write_ahead_log(Connection& connection) {
  for (int tries = kBusyMilliseconds / kBusyPause;; --tries) {
    try {
      connection.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (const SqliteError& error) {
      if ((error.code & 0xff) != SQLITE_BUSY || tries == 0) throw;
      sqlite3_sleep(kBusyPause);
    }
  }
}

Result<std::unique_ptr<Store>> on_disk(const Options& options) {
  const std::string& path = options.path;
  auto connection = std::make_unique<Connection>(path, SQLITE_OPEN_READWRITE);
  configure(*connection, options.walks);
  if (const auto error = unfit(*connection)) return std::unexpected(*error);
  use_write_ahead_log(*connection);
  connection->exec(options.durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  migrate(*connection, path);
  connection->hold_files();
  auto store = std::make_unique<SqliteStore>(std::move(connection), path, "");
  store->mark_interrupted(options.now);
  return store;
}

// A file that can be read but not written: its records, for this run. Without the right to make the
// files beside it, SQLite reads it only when told that nobody else writes.
void seed(Connection& memory, const std::string& path) {
  std::error_code ignored;
  if (path.empty() || std::filesystem::file_size(path, ignored) > kLargestSeed || ignored) return;
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      constexpr char kDigits[] = "0123456789abcdef";
      uri += '%';
      uri += kDigits[static_cast<unsigned char>(c) >> 4];
      uri += kDigits[c & 15];
    } else {
      uri += c;
    }
  }
  Connection file(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  if (fitness(file) != Fitness::fits) throw SqliteError{SQLITE_NOTADB};
  sqlite3_backup* backup = sqlite3_backup_init(memory.handle(), "main", file.handle(), "main");
  if (backup == nullptr) throw SqliteError{sqlite3_errcode(memory.handle())};
  sqlite3_backup_step(backup, -1);
  const int code = sqlite3_backup_finish(backup);
  if (code != SQLITE_OK) throw SqliteError{code};
}

Result<std::unique_ptr<Store>> in_memory(const std::string& path, const std::string& note) {
  auto connection =
      std::make_unique<Connection>(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  configure(*connection, false);
  try {
    seed(*connection, path);
  } catch (const SqliteError& error) {
    // Not to be read either: the run starts with nothing. A damaged file is said to be one.
    const int primary = error.code & 0xff;
    if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
      return std::unexpected(error.error());
    }
  }
  migrate(*connection, "");
  return std::make_unique<SqliteStore>(std::move(connection), path, note);
}

bool is_about_writing(const SqliteError& error) {
  const int primary = error.code & 0xff;
  return primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM;
}

std::string note_for(const std::string& path, const char* why) {
  return "results of this run are kept in memory only: " + path + " cannot be written (" + why +
         "); choose another store with --store";
}

Result<std::unique_ptr<Store>> open_checked(const Options& options) {
  if (options.path.empty()) {
    return in_memory("",
                     "results of this run are kept in memory only: there is no home folder; "
                     "choose a store with --store");
  }
  // A path that SQLite would take for something else than a file.
  const std::string path = std::filesystem::absolute(options.path).lexically_normal().string();
  if (const int error = make_file(path); error != 0) {
    if (error == EISDIR || error == EINVAL) {
      return base::fail(base::Code::invalid,
                        "the store is not a regular file; choose another with --store");
    }
    if (error == ENOSPC || error == EDQUOT) {
      return std::unexpected(SqliteError{SQLITE_FULL}.error());
    }
    if (options.fall_back_to_memory) return in_memory(path, note_for(path, std::strerror(error)));
    return base::fail(base::Code::io,
                      "the store cannot be written; check its permissions, or choose another "
                      "with --store");
  }
  try {
    return on_disk(options);
  } catch (const SqliteError& error) {
    if (options.fall_back_to_memory && is_about_writing(error)) {
      return in_memory(path, note_for(path, "its folder is read-only"));
    }
    throw;
  }
}

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>> open(const Options& options) {
  try {
    return sqlite::open_checked(options);
  } catch (const sqlite::SqliteError& error) {
    return std::unexpected(error.error());
  } catch (const std::filesystem::filesystem_error&) {
    return base::fail(base::Code::invalid, "the store's path cannot be understood");
  }
}

std::string default_path() {
  const char* data = std::getenv("XDG_DATA_HOME");
  // A relative path must be ignored (XDG Base Directory Specification).
  if (data != nullptr && data[0] == '/') return std::string(data) + "/bartizan/store.db";
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/')
    return std::string(home) + "/.local/share/bartizan/store.db";
  return "";
}

}  // namespace bartizan::store
