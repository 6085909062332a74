#include "store/advisories.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <mutex>

#include "store/sqlite/advisories_pack.h"
#include "store/sqlite/advisories_schema.h"
#include "store/sqlite/feed_file.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store {
namespace sqlite {
namespace {

// One feed's index, open for reading. A file is never changed once it has its name, so that it can
// be read without locks even where nothing may be written.
class Index {
 public:
  explicit Index(const std::string& uri)
      : connection_(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI) {
    sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    connection_.exec("PRAGMA cell_size_check = ON");
    if (connection_.number("PRAGMA application_id") != kFeedApplicationId) {
      throw SqliteError{SQLITE_NOTADB};
    }
    if (connection_.number("PRAGMA user_version") != kFeedVersion) {
      throw SqliteError{SQLITE_SCHEMA};
    }
    Statement row(connection_, "SELECT body FROM feed");
    if (!row.step() || !unpack_feed(row.text(0), feed_)) throw SqliteError{SQLITE_CORRUPT};
  }

  const record::Feed& feed() const { return feed_; }

  bool covers(std::string_view type) {
    // "0" follows "/".
    const std::string from = std::string(type) + "/", to = std::string(type) + "0";
    Statement& row = prepared(covers_, "SELECT 1 FROM package WHERE key > ? AND key < ? LIMIT 1");
    row.bind(std::string_view(from), std::string_view(to));
    const bool any = row.step();
    row.reset();
    return any;
  }
  std::vector<record::Advisory> about(const std::string& key) {
    return of(by_package_, "SELECT affected FROM package WHERE key = ? ORDER BY affected", key);
  }
  std::vector<record::Advisory> about_hash(std::string_view sha256) {
    return of(by_hash_, "SELECT affected FROM content WHERE sha256 = ? ORDER BY affected", sha256);
  }

  std::vector<record::Advisory> known_as(std::string_view id) {
    Statement& rows =
        prepared(by_name_, "SELECT advisory FROM known WHERE name = ? ORDER BY advisory");
    std::vector<std::int64_t> numbers;
    rows.bind(id);
    while (rows.step()) numbers.push_back(rows.number(0));
    rows.reset();
    std::vector<record::Advisory> all;
    for (const std::int64_t number : numbers) {
      std::int64_t first = 0, count = 0;
      record::Advisory advisory = head(number, first, count);
      for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t of = 0;
        advisory.affected.push_back(affected(first + i, of));
      }
      all.push_back(std::move(advisory));
    }
    return all;
  }

  std::optional<record::KevEntry> kev(std::string_view cve) {
    const auto body = one(kev_, "SELECT body FROM kev WHERE cve = ?", cve);
    if (!body) return std::nullopt;
    record::KevEntry entry;
    Unpacker in(*body);
    entry.cve = cve;
    entry.added = in.time();
    entry.due = in.text();
    entry.vendor = in.text();
    entry.product = in.text();
    entry.name = in.text();
    entry.ransomware = in.number() != 0;
    entry.feed = feed_.id;
    if (!in.ok()) throw SqliteError{SQLITE_CORRUPT};
    return entry;
  }

  std::optional<record::SsvcPoints> ssvc(std::string_view cve) {
    const auto body = one(ssvc_, "SELECT body FROM ssvc WHERE cve = ?", cve);
    if (!body) return std::nullopt;
    record::SsvcPoints points;
    Unpacker in(*body);
    points.cve = cve;
    points.exploitation = in.text();
    points.automatable = in.text();
    points.technical_impact = in.text();
    points.version = in.text();
    points.at = in.time();
    points.feed = feed_.id;
    if (!in.ok()) throw SqliteError{SQLITE_CORRUPT};
    return points;
  }

  std::optional<record::EpssScore> epss(std::string_view cve) {
    const auto number = cve_number(cve);
    if (!number) return std::nullopt;
    Statement& row = prepared(epss_,
                              "SELECT probability, percentile, epss_day.day FROM epss "
                              "JOIN epss_day ON epss_day.number = epss.day WHERE cve = ?");
    std::optional<record::EpssScore> score;
    row.bind(*number);
    if (row.step()) {
      constexpr double kBillion = 1e9;
      score = {std::string(cve), static_cast<double>(row.number(0)) / kBillion,
               static_cast<double>(row.number(1)) / kBillion, row.text(2), feed_.id};
    }
    row.reset();
    return score;
  }

 private:
  Statement& prepared(std::unique_ptr<Statement>& statement, const char* sql) {
    if (!statement) statement = std::make_unique<Statement>(connection_, sql);
    statement->reset();
    return *statement;
  }

  std::optional<std::string> one(std::unique_ptr<Statement>& statement, const char* sql,
                                 std::string_view key) {
    Statement& row = prepared(statement, sql);
    std::optional<std::string> body;
    row.bind(key);
    if (row.step()) body = row.text(0);
    row.reset();
    return body;
  }

  std::vector<record::Advisory> of(std::unique_ptr<Statement>& statement, const char* sql,
                                   std::string_view key) {
    Statement& rows = prepared(statement, sql);
    std::vector<std::int64_t> numbers;
    rows.bind(key);
    while (rows.step()) numbers.push_back(rows.number(0));
    rows.reset();
    // Those of one advisory stand behind each other.
    std::vector<record::Advisory> all;
    std::int64_t last = -1;
    for (const std::int64_t number : numbers) {
      std::int64_t advisory = 0, first = 0, count = 0;
      record::Affected one = affected(number, advisory);
      if (advisory != last) all.push_back(head(advisory, first, count));
      all.back().affected.push_back(std::move(one));
      last = advisory;
    }
    std::ranges::sort(all, {}, &record::Advisory::id);
    return all;
  }

  record::Advisory head(std::int64_t number, std::int64_t& first, std::int64_t& count) {
    Statement& row = prepared(head_, "SELECT head, first, count FROM advisory WHERE number = ?");
    record::Advisory advisory;
    row.bind(number);
    if (!row.step() || !unpack_head(row.text(0), advisory)) throw SqliteError{SQLITE_CORRUPT};
    first = row.number(1);
    count = row.number(2);
    row.reset();
    advisory.feed = feed_.id;
    return advisory;
  }

  record::Affected affected(std::int64_t number, std::int64_t& advisory) {
    Statement& row = prepared(affected_,
                              "SELECT affected.body, advisory, versions.body FROM affected "
                              "LEFT JOIN versions ON versions.number = versions "
                              "WHERE affected.number = ?");
    record::Affected affected;
    row.bind(number);
    if (!row.step() || !unpack_affected(row.text(0), affected)) throw SqliteError{SQLITE_CORRUPT};
    advisory = row.number(1);
    if (!row.null(2)) {
      const std::string bytes = row.text(2);
      Unpacker in(bytes);
      affected.versions = in.versions();
      if (!in.ok()) throw SqliteError{SQLITE_CORRUPT};
    }
    row.reset();
    return affected;
  }

  Connection connection_;
  record::Feed feed_;
  std::unique_ptr<Statement> by_package_, by_hash_, by_name_, covers_, head_, affected_, kev_, ssvc_, epss_;
};

// As SQLite wants the name of a file in a URI (sqlite.org/uri.html).
std::string uri_of(const std::string& path) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      uri += '%';
      uri += kDigits[static_cast<unsigned char>(c) >> 4];
      uri += kDigits[c & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1&vfs=" + sealed_vfs();
}

std::string sentence(const std::string& file, const SqliteError& error) {
  switch (error.code & 0xff) {
    case SQLITE_SCHEMA:
      return file + " was written by another version; import its source again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
      return file + " is damaged; import its source again";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return file + " cannot be opened; check its permissions";
    default:
      return file + " cannot be read";
  }
}

bool is_damage(const SqliteError& error) {
  const int primary = error.code & 0xff;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_IOERR;
}

class SqliteAdvisories final : public Advisories {
 public:
  explicit SqliteAdvisories(const std::string& folder) : folder_(folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (name.ends_with(kFeedEnding)) names.push_back(name);
    }
    if (error && error != std::errc::no_such_file_or_directory) {
      broken_.push_back(folder + " cannot be listed; check its permissions");
    }
    std::ranges::sort(names);
    for (const std::string& name : names) {
      const std::string path = folder + "/" + name;
      try {
        auto index = std::make_unique<Index>(uri_of(path));
        if (index->feed().id + std::string(kFeedEnding) != name) {
          throw SqliteError{SQLITE_CORRUPT};
        }
        feeds_.push_back(index->feed());
        indexes_.push_back(std::move(index));
      } catch (const SqliteError& refused) {
        broken_.push_back(sentence(path, refused));
      }
    }
    // "a-b" sorts before "a.feed" as a file and behind "a" as an id.
    std::ranges::sort(indexes_, {}, [](const auto& index) { return index->feed().id; });
    std::ranges::sort(feeds_, {}, &record::Feed::id);
  }

  const std::vector<record::Feed>& feeds() const override { return feeds_; }
  std::vector<std::string> broken() const override {
    const std::lock_guard lock(mutex_);
    return broken_;
  }
  void check() override {
    const std::lock_guard lock(mutex_);
    std::erase_if(indexes_, [this](const auto& index) {
      const std::string path = path_of(*index);
      if (is_whole_feed(path)) return false;
      broken_.push_back(sentence(path, {SQLITE_CORRUPT}));
      return true;
    });
  }

  Result<bool> covers(std::string_view type) override {
    return guard([&] {
      bool any = false;
      each([&](Index& index) { any = any || index.covers(type); });
      return any;
    });
  }
  Result<std::vector<record::Advisory>> about(std::string_view type,
                                              std::string_view name) override {
    const std::string key = std::string(type) + "/" + std::string(name);
    return all([&](Index& index) { return index.about(key); });
  }
  Result<std::vector<record::Advisory>> about_hash(std::string_view sha256) override {
    return all([&](Index& index) { return index.about_hash(sha256); });
  }
  Result<std::vector<record::Advisory>> known_as(std::string_view id) override {
    return all([&](Index& index) { return index.known_as(id); });
  }

  Result<std::optional<record::KevEntry>> kev(std::string_view cve) override {
    return best<record::KevEntry>([&](Index& index) { return index.kev(cve); },
                                  [](const auto& a, const auto& b) {
                                    if (a.added == 0 || b.added == 0) return a.added != 0;
                                    return a.added < b.added;
                                  });
  }
  Result<std::optional<record::SsvcPoints>> ssvc(std::string_view cve) override {
    return best<record::SsvcPoints>([&](Index& index) { return index.ssvc(cve); },
                                    [](const auto& a, const auto& b) { return a.at > b.at; });
  }
  Result<std::optional<record::EpssScore>> epss(std::string_view cve) override {
    return best<record::EpssScore>([&](Index& index) { return index.epss(cve); },
                                   [](const auto& a, const auto& b) { return a.date > b.date; });
  }

 private:
  template <typename Ask>
  Result<std::vector<record::Advisory>> all(const Ask& ask) {
    return guard([&] {
      std::vector<record::Advisory> found;
      each([&](Index& index) {
        for (record::Advisory& one : ask(index)) found.push_back(std::move(one));
      });
      return found;
    });
  }

  // The first in the order of feeds where none is better.
  template <typename Record, typename Ask, typename Better>
  Result<std::optional<Record>> best(const Ask& ask, const Better& better) {
    return guard([&] {
      std::optional<Record> found;
      each([&](Index& index) {
        std::optional<Record> one = ask(index);
        if (one && (!found || better(*one, *found))) found = std::move(one);
      });
      return found;
    });
  }

  template <typename Work>
  auto guard(const Work& work) -> Result<std::invoke_result_t<Work>> {
    const std::lock_guard lock(mutex_);
    try {
      return work();
    } catch (const SqliteError& error) {
      return std::unexpected(error.error());
    }
  }

  // What is damaged is asked no more: the others still know what they know.
  template <typename Ask>
  void each(const Ask& ask) {
    std::erase_if(indexes_, [&](const auto& index) {
      try {
        ask(*index);
        return false;
      } catch (const SqliteError& error) {
        if (!is_damage(error)) throw;
        broken_.push_back(sentence(path_of(*index), error));
        return true;
      }
    });
  }

  std::string path_of(const Index& index) const {
    return folder_ + "/" + index.feed().id + std::string(kFeedEnding);
  }

  const std::string folder_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Index>> indexes_;
  std::vector<record::Feed> feeds_;
  std::vector<std::string> broken_;
};

}  // namespace

std::optional<std::int64_t> cve_number(std::string_view cve) {
  constexpr std::string_view kPrefix = "CVE-";
  constexpr std::int64_t kMostNumbers = 10'000'000'000;  // of one year
  if (!cve.starts_with(kPrefix) || cve.size() > 19) return std::nullopt;
  cve.remove_prefix(kPrefix.size());
  const std::size_t dash = cve.find('-');
  if (dash != 4 || cve.size() < 9) return std::nullopt;
  const auto number = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    if (error != std::errc() || end != digits.end() || digits.front() == '-') return std::nullopt;
    return value;
  };
  const auto year = number(cve.substr(0, dash)), serial = number(cve.substr(dash + 1));
  if (!year || !serial) return std::nullopt;
  return *year * kMostNumbers + *serial;
}

bool is_feed_id(std::string_view id) {
  constexpr std::size_t kMostName = 100;
  if (id.empty() || id.size() > kMostName || id.front() == '.') return false;
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace sqlite

std::string feeds_folder(const std::string& store_path) {
  // Not ".feeds" of wherever the command runs.
  if (store_path.empty()) return {};
  constexpr std::string_view kStore = ".db";
  std::string base = store_path;
  if (base.ends_with(kStore)) base.resize(base.size() - kStore.size());
  return base + ".feeds";
}

Result<std::unique_ptr<Advisories>> open_advisories(const std::string& folder) {
  return std::make_unique<sqlite::SqliteAdvisories>(folder);
}

}  // namespace bartizan::store
