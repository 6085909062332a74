// What was last seen of files: the part of the store that evidence about scans is made of.
#include <algorithm>

#include "base/escape.h"
#include "store/sqlite/guarded.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store::sqlite {
namespace {

constexpr const char* kLast =
    "NOT EXISTS (SELECT 1 FROM sighting n WHERE n.path = s.path AND n.id > s.id)";

// Everything that starts with "path/": '0' is the character after '/'.
struct Below {
  std::string path, first, last;
  explicit Below(std::string_view asked)
      : path(base::escape_name(asked)),
        first(path.ends_with('/') ? path : path + '/'),
        last(first) {
    last.back() = '0';
  }
};

constexpr const char* kSeenFiles =
    "SELECT s.id, s.path, s.seen, s.modified, a.sha256, s.size, s.format, s.formats, s.verdict, "
    "c.state, c.depth, scan.engine, s.stamp FROM sighting s JOIN scan ON scan.id = s.scan JOIN coverage c "
    "ON c.sighting = s.id LEFT JOIN artifact a ON a.id = s.artifact ";

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

// Of rows of kSeenFiles.
class SeenReader {
 public:
  explicit SeenReader(Connection& connection)
      : findings_(connection,
                  "SELECT rule, severity, member, offset, length, accepted_by, subject FROM finding "
                  "WHERE sighting = ? ORDER BY id") {}

  SeenFile read(const Statement& row) {
    SeenFile file;
    file.path = base::unescape_name(row.text(1));
    file.seen = row.number(2);
    if (!row.null(3)) file.modified = row.number(3);
    if (!row.null(4)) file.sha256 = row.text(4);
    file.size = static_cast<std::uint64_t>(row.number(5));
    file.format = row.text(6);
    file.formats = words(row.text(7));
    file.verdict = record::parse_verdict(row.text(8)).value_or(record::Verdict::incomplete);
    file.coverage =
        record::parse_coverage_state(row.text(9)).value_or(record::CoverageState::refused);
    file.depth = record::parse_depth(row.text(10)).value_or(record::Depth::structure);
    file.engine = row.text(11);
    file.stamp = row.text(12);
    findings_.bind(row.number(0));
    while (findings_.step()) {
      file.findings.push_back(
          {findings_.text(0),
           record::parse_severity(findings_.text(1)).value_or(record::Severity::info),
           findings_.text(2), static_cast<std::uint64_t>(findings_.number(3)),
           static_cast<std::uint64_t>(findings_.number(4)), !findings_.null(5), findings_.text(6),
           findings_.text(5)});
    }
    findings_.reset();
    return file;
  }

 private:
  Statement findings_;
};

}  // namespace

Result<std::vector<SeenFile>> SqliteStore::last_seen(std::string_view asked, bool models) {
  return guarded(mutex_, [&] {
    write_pending();
    const Below below(asked);
    std::string sql = kSeenFiles;
    sql += "WHERE (s.path = ?1 OR (s.path >= ?2 AND s.path < ?3)) AND ";
    sql += kLast;
    if (models) sql += " AND s.verdict <> 'not-a-model'";
    Statement rows(*connection_, (sql + " ORDER BY s.path").c_str());
    SeenReader reader(*connection_);
    rows.bind(std::string_view(below.path), std::string_view(below.first),
              std::string_view(below.last));
    std::vector<SeenFile> all;
    while (rows.step()) all.push_back(reader.read(rows));
    return all;
  });
}

Result<SeenSince> SqliteStore::seen_since(std::uint64_t after) {
  return guarded(mutex_, [&] {
    write_pending();
    SeenSince since;
    since.newest =
        static_cast<std::uint64_t>(connection_->number("SELECT max(id) FROM sighting"));
    Statement rows(*connection_,
                   (std::string(kSeenFiles) + "WHERE s.id > ? AND " + kLast + " ORDER BY s.id")
                       .c_str());
    SeenReader reader(*connection_);
    rows.bind(static_cast<std::int64_t>(after));
    while (rows.step()) since.files.push_back(reader.read(rows));
    return since;
  });
}

Result<bool> SqliteStore::changed_since(std::string_view asked, Millis since) {
  return guarded(mutex_, [&] {
    write_pending();
    const Below below(asked);
    if (!changed_since_) {
      // Kept: it is asked for each of ten thousand signatures and runs of the gate.
      const std::string sql =
          std::string(
              "SELECT 1 FROM sighting s WHERE (s.path = ?1 OR (s.path >= ?2 AND s.path < ?3)) AND "
              "s.seen > ?4 AND s.artifact <> (SELECT o.artifact FROM sighting o WHERE o.path = "
              "s.path AND o.seen <= ?4 AND o.artifact IS NOT NULL ORDER BY o.id DESC LIMIT 1) "
              "AND ") +
          kLast + " LIMIT 1";
      changed_since_ = std::make_unique<Statement>(*connection_, sql.c_str());
    }
    changed_since_->bind(std::string_view(below.path), std::string_view(below.first),
                         std::string_view(below.last), std::int64_t{since});
    const bool changed = changed_since_->step();
    changed_since_->reset();
    return changed;
  });
}

Result<SeenTotals> SqliteStore::seen_totals(Millis stale_before) {
  return guarded(mutex_, [&] {
    write_pending();
    Statement rows(*connection_,
                   (std::string("SELECT s.verdict, count(*), sum(s.seen < ?1) FROM sighting s "
                                "WHERE s.verdict <> 'not-a-model' AND ") +
                    kLast + " GROUP BY s.verdict")
                       .c_str());
    rows.bind(std::int64_t{stale_before});
    SeenTotals totals;
    while (rows.step()) {
      const auto count = static_cast<std::uint64_t>(rows.number(1));
      switch (record::parse_verdict(rows.text(0)).value_or(record::Verdict::incomplete)) {
        case record::Verdict::clean:
          totals.clean = count;
          break;
        case record::Verdict::suspicious:
          totals.suspicious = count;
          break;
        case record::Verdict::malicious:
          totals.malicious = count;
          break;
        case record::Verdict::incomplete:
        case record::Verdict::not_a_model:
          totals.incomplete += count;
          break;
      }
      totals.stale += static_cast<std::uint64_t>(rows.number(2));
    }
    return totals;
  });
}

Result<ChangeMark> SqliteStore::change_mark() {
  return guarded(mutex_, [&] {
    write_pending();
    // Changes with each commit of another connection, and with no other (sqlite.org/pragma.html).
    if (!data_version_) {
      data_version_ = std::make_unique<Statement>(*connection_, "PRAGMA data_version");
    }
    const std::int64_t version = data_version_->step() ? data_version_->number(0) : 0;
    data_version_->reset();
    Touched& touched = connection_->touched();
    if (last_data_version_ && *last_data_version_ != version) {
      ++foreign_changes_;
      touched.count_all();
    }
    last_data_version_ = version;
    const auto of = [&](Touched::Part part) { return touched.of(part); };
    return ChangeMark{of(Touched::inventory), of(Touched::estate),    of(Touched::seen),
                      of(Touched::seen_changed), of(Touched::cases),  of(Touched::exposure),
                      of(Touched::evidence),  of(Touched::answers),   of(Touched::standings),
                      of(Touched::posture),   of(Touched::other),     foreign_changes_};
  });
}

}  // namespace bartizan::store::sqlite
