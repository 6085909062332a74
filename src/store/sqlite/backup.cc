#include <fcntl.h>
#include <unistd.h>

#include <memory>

#include "store/sqlite/guarded.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store::sqlite {
namespace {

// Between two steps others may write: 256 pages of 4 KiB take some milliseconds.
constexpr int kPagesAStep = 256;

}  // namespace

Result<void> SqliteStore::back_up(const std::string& file, const std::function<bool()>& cancelled) {
  if (auto flushed = flush(); !flushed) return flushed;
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return base::fail(base::Code::io, "the copy cannot be made: is the file there already?");
  }
  ::close(descriptor);
  const auto stopped = [&] { return cancelled && cancelled(); };
  try {
    Connection copy(file, SQLITE_OPEN_READWRITE);
    sqlite3_backup* backup = nullptr;
    int code = SQLITE_OK;
    {
      const std::lock_guard lock(mutex_);
      backup = sqlite3_backup_init(copy.handle(), "main", connection_->handle(), "main");
    }
    if (backup == nullptr) throw SqliteError{sqlite3_errcode(copy.handle())};
    do {
      {
        const std::lock_guard lock(mutex_);
        code = sqlite3_backup_step(backup, kPagesAStep);
      }
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(10);
    } while ((code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) && !stopped());
    const std::lock_guard lock(mutex_);
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE && stopped()) return base::fail(base::Code::io, "interrupted");
    if (code != SQLITE_DONE) throw SqliteError{code};
    if (finished != SQLITE_OK) throw SqliteError{finished};
    // The copy stands alone, without a journal beside it.
    copy.exec("PRAGMA journal_mode = DELETE");
    return {};
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

}  // namespace bartizan::store::sqlite
