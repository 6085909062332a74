#include "store/sqlite/feed_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace bartizan::store::sqlite {
namespace {

using Page = std::array<std::byte, kFeedPage>;

constexpr std::string_view kSealMark = "bartizan sealed\n";
constexpr std::uint64_t kSealEnd = kSealMark.size() + sizeof(base::Digest);

bool read_all(int descriptor, std::span<std::byte> out, std::uint64_t offset) {
  while (!out.empty()) {
    const ssize_t n = ::pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return true;
}

bool write_all(int descriptor, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return true;
}

base::Digest digest_of(std::span<const std::byte> bytes) {
  base::Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::optional<std::uint64_t> size_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return static_cast<std::uint64_t>(status.st_size);
}

// The pages of one file, each as it was sealed or not at all.
class SealedPages {
 public:
  // Takes the descriptor. An empty file of pages has one page.
  explicit SealedPages(int descriptor) : descriptor_(descriptor) {
    const auto size = size_of(descriptor);
    constexpr std::uint64_t kEach = kFeedPage + sizeof(base::Digest);
    if (!size || *size < kEach + kSealEnd || (*size - kSealEnd) % kEach != 0) return;
    digests_.resize((*size - kSealEnd) / kEach);
    std::array<std::byte, kSealMark.size()> mark{};
    base::Digest sealed{};
    const std::uint64_t behind = this->size() + digests_.size() * sizeof(base::Digest);
    const auto bytes = std::as_writable_bytes(std::span(digests_));
    good_ = read_all(descriptor_, bytes, this->size()) && read_all(descriptor_, mark, behind) &&
            std::ranges::equal(mark, std::as_bytes(std::span(kSealMark))) &&
            read_all(descriptor_, std::as_writable_bytes(std::span(sealed)),
                     behind + kSealMark.size()) &&
            digest_of(bytes) == sealed;
  }
  ~SealedPages() { ::close(descriptor_); }
  SealedPages(const SealedPages&) = delete;
  SealedPages& operator=(const SealedPages&) = delete;

  bool good() const { return good_; }
  std::size_t count() const { return digests_.size(); }
  std::uint64_t size() const { return std::uint64_t{kFeedPage} * digests_.size(); }

  bool read(std::size_t page, std::span<std::byte> out) const {
    return read_all(descriptor_, out, std::uint64_t{kFeedPage} * page) &&
           digest_of(out) == digests_[page];
  }

 private:
  int descriptor_;
  bool good_ = false;
  std::vector<base::Digest> digests_;
};

// A pipe of that name must not hold up anybody.
int open_file(const char* path) { return ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); }

// What SQLite calls an open file begins with its own structure.
struct SealedFile : sqlite3_file {
  SealedPages* pages;
};

SealedPages& pages_of(sqlite3_file* file) { return *static_cast<SealedFile*>(file)->pages; }

int close_file(sqlite3_file* file) {
  delete &pages_of(file);
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  const SealedPages& pages = pages_of(file);
  std::span out(static_cast<std::byte*>(buffer), static_cast<std::size_t>(amount));
  std::size_t page = static_cast<std::size_t>(offset / kFeedPage);
  std::size_t begin = static_cast<std::size_t>(offset % kFeedPage);
  for (; !out.empty() && page < pages.count(); ++page, begin = 0) {
    const std::size_t part = std::min(out.size(), std::size_t{kFeedPage} - begin);
    if (part == kFeedPage) {
      if (!pages.read(page, out.first(part))) return SQLITE_CORRUPT;
    } else {
      Page whole;
      if (!pages.read(page, whole)) return SQLITE_CORRUPT;
      std::ranges::copy(std::span(whole).subspan(begin, part), out.begin());
    }
    out = out.subspan(part);
  }
  if (out.empty()) return SQLITE_OK;
  std::ranges::fill(out, std::byte{0});
  return SQLITE_IOERR_SHORT_READ;
}

int size_file(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(pages_of(file).size());
  return SQLITE_OK;
}

int refuse_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int refuse_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int do_nothing(sqlite3_file*, int) { return SQLITE_OK; }
int not_reserved(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int no_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector(sqlite3_file*) { return kFeedPage; }
int never_changes(sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; }

constexpr sqlite3_io_methods methods() {
  sqlite3_io_methods all{};
  all.iVersion = 1;  // without shared memory and without mapping
  all.xClose = close_file;
  all.xRead = read_file;
  all.xWrite = refuse_write;
  all.xTruncate = refuse_truncate;
  all.xSync = do_nothing;
  all.xFileSize = size_file;
  all.xLock = do_nothing;
  all.xUnlock = do_nothing;
  all.xCheckReservedLock = not_reserved;
  all.xFileControl = no_control;
  all.xSectorSize = sector;
  all.xDeviceCharacteristics = never_changes;
  return all;
}

constexpr sqlite3_io_methods kMethods = methods();

// No exception may pass through SQLite.
int open_sealed(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags,
                int* given) noexcept {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0 || path == nullptr) return SQLITE_CANTOPEN;
  const int descriptor = open_file(path);
  if (descriptor < 0) return SQLITE_CANTOPEN;
  auto pages = std::make_unique<SealedPages>(descriptor);
  if (!pages->good()) return SQLITE_CORRUPT;
  auto* const mine = new (static_cast<void*>(file)) SealedFile;
  mine->pages = pages.release();
  mine->pMethods = &kMethods;
  if (given != nullptr) *given = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

}  // namespace

bool seal_feed(int descriptor) {
  const auto size = size_of(descriptor);
  if (!size || *size == 0 || *size % kFeedPage != 0) return false;
  std::vector<base::Digest> digests(*size / kFeedPage);
  Page page;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (!read_all(descriptor, page, std::uint64_t{kFeedPage} * i)) return false;
    digests[i] = digest_of(page);
  }
  const auto bytes = std::as_bytes(std::span(std::as_const(digests)));
  const base::Digest sealed = digest_of(bytes);
  const std::uint64_t behind = *size + bytes.size();
  return write_all(descriptor, bytes, *size) &&
         write_all(descriptor, std::as_bytes(std::span(kSealMark)), behind) &&
         write_all(descriptor, std::as_bytes(std::span(sealed)), behind + kSealMark.size());
}

const char* sealed_vfs() {
  static const char* const name = [] {
    // The rest of it (names, time, chance) is that of the system.
    static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
    vfs.zName = "bartizan-sealed";
    vfs.szOsFile = sizeof(SealedFile);
    vfs.xOpen = open_sealed;
    vfs.pNext = nullptr;
    sqlite3_vfs_register(&vfs, 0);
    return vfs.zName;
  }();
  return name;
}

bool is_whole_feed(const std::string& path) {
  const int descriptor = open_file(path.c_str());
  if (descriptor < 0) return false;
  const SealedPages pages(descriptor);
  if (!pages.good()) return false;
  Page page;
  for (std::size_t i = 0; i < pages.count(); ++i) {
    if (!pages.read(i, page)) return false;
  }
  return true;
}

}  // namespace bartizan::store::sqlite
