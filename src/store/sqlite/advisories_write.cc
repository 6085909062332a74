#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "store/advisories.h"
#include "store/id.h"
#include "store/sqlite/advisories_pack.h"
#include "store/sqlite/advisories_schema.h"
#include "store/sqlite/feed_file.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store {
namespace sqlite {
namespace {

namespace fs = std::filesystem;

// A descriptor with its lock, which says to others that the file is still being written.
class Held {
 public:
  explicit Held(int fd) : fd_(fd) {}
  Held(Held&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Held& operator=(Held&&) = delete;
  ~Held() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// What a process left that was killed: nobody holds its lock any more.
void remove_leftovers(const std::string& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.find(kUnfinished) == name.npos || name.ends_with(kFeedEnding)) continue;
    const Held file(::open(at->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0 || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) continue;
    ::unlink(at->path().c_str());
  }
}

bool sync_folder(const std::string& folder) {
  const Held descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return descriptor.get() >= 0 && ::fsync(descriptor.get()) == 0;
}

// An index is built by one process in a file that nobody else knows, and thrown away when that
// process ends early: it needs neither a journal nor locks.
void configure(Connection& connection) {
  connection.exec("PRAGMA page_size = " + std::to_string(kFeedPage));
  connection.exec("PRAGMA journal_mode = OFF");
  connection.exec("PRAGMA synchronous = OFF");
  connection.exec("PRAGMA locking_mode = EXCLUSIVE");
  connection.exec("PRAGMA temp_store = MEMORY");
  connection.exec("PRAGMA cache_size = -32768");
  connection.exec("PRAGMA application_id = " + std::to_string(kFeedApplicationId));
  connection.exec("PRAGMA user_version = " + std::to_string(kFeedVersion));
  connection.exec(kFeedTables);
  connection.exec("BEGIN");
}

struct Key {
  std::string text;
  std::int64_t number;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Known {
  std::int64_t number = 0, first = 0, count = 0;
  base::Millis modified = 0;
};

std::int64_t billionths(double part) { return std::llround(std::clamp(part, 0.0, 1.0) * 1e9); }

class SqliteFeedWriter final : public FeedWriter {
 public:
  SqliteFeedWriter(std::string folder, std::string feed, std::string file, Held lock)
      : folder_(std::move(folder)),
        feed_(std::move(feed)),
        file_(std::move(file)),
        lock_(std::move(lock)),
        connection_(std::make_unique<Connection>(file_, SQLITE_OPEN_READWRITE)) {
    configure(*connection_);
    advisory_ = statement("INSERT INTO advisory VALUES(?, ?, ?, ?)");
    affected_ = statement("INSERT INTO affected VALUES(?, ?, ?, ?)");
    versions_ = statement("INSERT INTO versions VALUES(?, ?)");
    kev_ = statement("INSERT OR REPLACE INTO kev VALUES(?, ?)");
    ssvc_ = statement("INSERT OR REPLACE INTO ssvc VALUES(?, ?)");
    epss_ = statement("INSERT OR REPLACE INTO epss VALUES(?, ?, ?, ?)");
  }
  ~SqliteFeedWriter() override {
    if (!finished_) ::unlink(file_.c_str());
  }

  Result<bool> add(const record::Advisory& advisory) override {
    return guarded(mutex_, [&] {
      const auto [at, fresh] = ids_.try_emplace(advisory.id);
      if (!fresh) {
        if (at->second.modified >= advisory.modified) return false;
        drop(at->second);
      }
      at->second = write(advisory);
      return fresh;
    });
  }

  Result<void> add(const record::KevEntry& entry) override {
    return guarded(mutex_, [&] {
      Packer out;
      out.time(entry.added);
      out.text(entry.due);
      out.text(entry.vendor);
      out.text(entry.product);
      out.text(entry.name);
      out.number(entry.ransomware ? 1 : 0);
      kev_->bind(std::string_view(entry.cve), Blob{out.bytes()}).run();
    });
  }

  Result<void> add(const record::SsvcPoints& points) override {
    return guarded(mutex_, [&] {
      Packer out;
      out.text(points.exploitation);
      out.text(points.automatable);
      out.text(points.technical_impact);
      out.text(points.version);
      out.time(points.at);
      ssvc_->bind(std::string_view(points.cve), Blob{out.bytes()}).run();
    });
  }

  Result<void> add(const record::EpssScore& score) override {
    return guarded(mutex_, [&]() -> Result<void> {
      const auto cve = cve_number(score.cve);
      if (!cve) return base::fail(base::Code::invalid, "a score is of no CVE");
      const auto [day, fresh] = days_.try_emplace(score.date, days_.size() + 1);
      epss_->bind(*cve, billionths(score.probability), billionths(score.percentile),
                  as_number(day->second));
      epss_->run();
      return {};
    });
  }

  Result<void> finish(const record::Feed& feed) override {
    return guarded(mutex_, [&]() -> Result<void> {
      if (feed.id != feed_ || finished_) {
        return base::fail(base::Code::internal, "the writer belongs to another feed");
      }
      write_keys("INSERT OR IGNORE INTO known VALUES(?, ?)", names_, gone_advisories_);
      write_keys("INSERT OR IGNORE INTO package VALUES(?, ?)", packages_, gone_affected_);
      write_keys("INSERT OR IGNORE INTO content VALUES(?, ?)", hashes_, gone_affected_);
      Statement day(*connection_, "INSERT INTO epss_day VALUES(?, ?)");
      for (const auto& [text, number] : days_) {
        day.bind(as_number(number), std::string_view(text)).run();
      }
      Statement(*connection_, "INSERT INTO feed VALUES(?)").bind(Blob{pack_feed(feed)}).run();
      connection_->exec("COMMIT");
      for (auto* one : {&advisory_, &affected_, &versions_, &kev_, &ssvc_, &epss_}) one->reset();
      connection_.reset();
      const std::string final = folder_ + "/" + feed_ + std::string(kFeedEnding);
      if (!seal_feed(lock_.get()) || ::fsync(lock_.get()) != 0 ||
          ::rename(file_.c_str(), final.c_str()) != 0 ||
          !sync_folder(folder_)) {
        return base::fail(base::Code::io, "the index of the feed could not be written to the disk");
      }
      finished_ = true;
      return {};
    });
  }

 private:
  std::unique_ptr<Statement> statement(const char* sql) {
    return std::make_unique<Statement>(*connection_, sql);
  }

  Known write(const record::Advisory& advisory) {
    Known known{++advisories_, affecteds_ + 1, as_number(advisory.affected.size()),
                advisory.modified};
    advisory_->bind(known.number, Blob{pack_head(advisory)}, known.first, known.count).run();
    names_.push_back({advisory.id, known.number});
    for (const std::string& alias : advisory.aliases) names_.push_back({alias, known.number});
    for (const record::Affected& one : advisory.affected) {
      const std::int64_t number = ++affecteds_;
      affected_->bind(number, known.number, Blob{pack_affected(one)}, list_of(one.versions)).run();
      packages_.push_back({one.type + "/" + one.name, number});
      for (const std::string& sha256 : one.sha256) hashes_.push_back({sha256, number});
    }
    return known;
  }

  // Advisories of one package often list the same versions.
  std::optional<std::int64_t> list_of(const std::vector<std::string>& versions) {
    if (versions.empty()) return std::nullopt;
    Packer out;
    out.versions(versions);
    const auto [at, fresh] =
        lists_.try_emplace(base::sha256(out.bytes()), as_number(lists_.size()));
    if (fresh) versions_->bind(at->second, Blob{out.bytes()}).run();
    return at->second;
  }

  void drop(const Known& known) {
    Statement(*connection_, "DELETE FROM advisory WHERE number = ?").bind(known.number).run();
    Statement(*connection_,
              "DELETE FROM affected WHERE advisory = ? AND number >= ? AND number < ?")
        .bind(known.number, known.first, known.first + known.count)
        .run();
    gone_advisories_.push_back(known.number);
    for (std::int64_t i = 0; i < known.count; ++i) gone_affected_.push_back(known.first + i);
  }

  // In the order of the table: a quarter of the time, and full pages.
  void write_keys(const char* sql, std::vector<Key>& keys, std::vector<std::int64_t>& gone) {
    std::ranges::sort(keys);
    std::ranges::sort(gone);
    Statement insert(*connection_, sql);
    for (const Key& key : keys) {
      if (std::ranges::binary_search(gone, key.number)) continue;
      insert.bind(std::string_view(key.text), key.number).run();
    }
    keys = {};
  }

  std::mutex mutex_;
  const std::string folder_, feed_, file_;
  Held lock_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Statement> advisory_, affected_, versions_, kev_, ssvc_, epss_;
  std::int64_t advisories_ = 0, affecteds_ = 0;
  std::unordered_map<std::string, Known> ids_;
  std::map<base::Digest, std::int64_t> lists_;
  std::map<std::string, std::size_t> days_;
  std::vector<Key> names_, packages_, hashes_;
  std::vector<std::int64_t> gone_advisories_, gone_affected_;
  bool finished_ = false;
};

// 0, or why not.
int make_folder(const std::string& folder) {
  fs::path made;
  for (const auto& part : fs::path(folder)) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) != 0 && errno != EEXIST && ::access(made.c_str(), X_OK) != 0) {
      return errno;
    }
  }
  return 0;
}

const char* const kNoFolder =
    "the folder of feeds cannot be written; check its permissions, or choose another place with "
    "--store";

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<FeedWriter>> write_feed(const std::string& folder, const std::string& feed) {
  if (!sqlite::is_feed_id(feed)) {
    return base::fail(
        base::Code::invalid,
        "the name of a feed has letters, digits, '-', '_' and '.' only, and no '.' in "
        "front");
  }
  if (sqlite::make_folder(folder) != 0) return base::fail(base::Code::io, sqlite::kNoFolder);
  sqlite::remove_leftovers(folder);
  const std::string file = folder + "/" + feed + ulid(std::string(sqlite::kUnfinished), 0);
  sqlite::Held lock(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock.get() < 0 || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return base::fail(base::Code::io, sqlite::kNoFolder);
  }
  try {
    return std::make_unique<sqlite::SqliteFeedWriter>(folder, feed, file, std::move(lock));
  } catch (const sqlite::SqliteError& error) {
    ::unlink(file.c_str());
    return std::unexpected(error.error());
  }
}

Result<bool> remove_feed(const std::string& folder, const std::string& feed) {
  if (!sqlite::is_feed_id(feed)) return false;
  const std::string file = folder + "/" + feed + std::string(sqlite::kFeedEnding);
  if (::unlink(file.c_str()) != 0) {
    if (errno == ENOENT) return false;
    return base::fail(base::Code::io, sqlite::kNoFolder);
  }
  sqlite::sync_folder(folder);
  return true;
}

}  // namespace bartizan::store
