#include "store/sqlite/sqlite_store.h"

#include <algorithm>
#include <set>

#include "base/escape.h"
#include "base/json_write.h"
#include "record/json.h"
#include "store/id.h"

namespace bartizan::store {

std::string_view name(ScanState state) {
  switch (state) {
    case ScanState::running:
      return "running";
    case ScanState::complete:
      return "complete";
    case ScanState::interrupted:
      return "interrupted";
  }
  return "interrupted";
}

namespace sqlite {
namespace {

using namespace std::chrono_literals;

// A batch is written when it is this old, this long or this large: what a crash may cost, against
// some 50 microseconds for a transaction.
constexpr auto kBatchAge = 250ms;
constexpr std::size_t kBatchLength = 512;
constexpr std::size_t kBatchBytes = std::size_t{4} << 20;
// A store that stays locked must not make the scan grow without bound.
constexpr std::size_t kMostPending = 100'000;

constexpr Millis kDay = Millis{24} * 60 * 60 * 1000;
// A cached result that nobody asked for in this time is forgotten.
constexpr Millis kCacheLife = 90 * kDay;
// Larger results are read again rather than remembered.
constexpr std::size_t kLargestCached = std::size_t{16} << 20;

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string_view kind_name(record::ExceptionKind kind) {
  switch (kind) {
    case record::ExceptionKind::suppression:
      return "suppression";
    case record::ExceptionKind::waiver:
      return "waiver";
    case record::ExceptionKind::allow:
      return "allow";
    case record::ExceptionKind::baseline:
      return "baseline";
  }
  return "baseline";
}

std::string joined_location(const record::Artifact& artifact, std::uint32_t member) {
  std::string text;
  for (const std::string& part : artifact.location(member)) {
    text += (text.empty() ? "" : " > ") + base::escape_name(part);
  }
  return text;
}

std::string joined_reasons(const record::Coverage& coverage) {
  std::set<std::string> reasons;
  for (const record::Gap& gap : coverage.gaps) reasons.insert(gap.reason);
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : " ") + reason;
  return text;
}

std::string joined_formats(const record::Artifact& artifact) {
  std::set<std::string> formats;
  if (!artifact.format.empty()) formats.insert(artifact.format);
  for (const record::Member& member : artifact.members) {
    formats.insert(member.formats.begin(), member.formats.end());
  }
  std::string text;
  for (const std::string& format : formats) text += (text.empty() ? "" : " ") + format;
  return text;
}

// What a sighting's rows need of an artifact, which is gone when the batch is written.
struct SightingRow {
  struct FindingRow {
    std::string rule, title, subject, member;
    std::string_view severity, confidence, verdict;
    std::int64_t offset = 0, length = 0, count = 0;
    std::optional<std::string> accepted_by;
  };
  std::string scan, path, format, formats, reasons, stamp;
  std::optional<std::string> artifact, sha256;
  std::string_view verdict, coverage, depth;
  std::int64_t size = 0, seen = 0, bytes_read = 0, from_cache = 0;
  std::optional<std::int64_t> modified;
  std::vector<FindingRow> findings;

  SightingRow(const std::string& scan_id, const Sighting& sighting, const record::Artifact& a)
      : scan(scan_id),
        path(base::escape_name(sighting.path)),
        format(a.format),
        formats(joined_formats(a)),
        reasons(joined_reasons(a.coverage)),
        stamp(sighting.stamp),
        sha256(a.sha256),
        verdict(record::name(a.verdict)),
        coverage(record::name(a.coverage.state)),
        depth(record::name(a.coverage.depth)),
        size(number(a.size)),
        seen(sighting.seen),
        bytes_read(number(a.coverage.bytes_read)),
        from_cache(a.from_cache ? 1 : 0),
        modified(sighting.modified) {
    if (sha256) artifact = natural_id("artifact", *sha256);
    for (const record::Finding& f : a.findings) {
      findings.push_back({f.rule, base::escape_text(f.title), base::escape_name(f.subject),
                          joined_location(a, f.member), record::name(f.severity),
                          record::name(f.confidence), record::name(f.verdict),
                          number(f.range.offset), number(f.range.length), number(f.count),
                          f.accepted_by});
    }
  }
};

}  // namespace

struct SqliteStore::Statements {
  explicit Statements(Connection& c)
      : connection(c),
        artifact(c,
                 "INSERT INTO artifact(id, sha256, size, format, first_seen, last_seen) "
                 "VALUES(?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT(id) DO UPDATE SET "
                 "format = excluded.format, last_seen = excluded.last_seen"),
        sighting(
            c,
            "INSERT INTO sighting(scan, path, artifact, size, modified, seen, format, verdict, "
            "from_cache, formats, stamp) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        coverage(c, "INSERT INTO coverage VALUES(?, ?, ?, ?, ?)"),
        finding(
            c,
            "INSERT INTO finding(sighting, rule, severity, confidence, verdict, title, subject, "
            "member, offset, length, count, accepted_by) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        decision(c, "INSERT INTO decision VALUES(?, ?, ?, ?, ?, ?)"),
        exception(c,
                  "INSERT INTO exception(id, kind, rule, sha256, callable, role, location, owner, "
                  "approver, reason, expires, first_used, last_used) "
                  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12) "
                  "ON CONFLICT(id) DO UPDATE SET owner = excluded.owner, "
                  "approver = excluded.approver, reason = excluded.reason, "
                  "expires = excluded.expires, last_used = excluded.last_used"),
        keep(c,
             "INSERT INTO cache(key, sha256, body, kept, used) VALUES(?1, ?2, ?3, ?4, ?4) "
             "ON CONFLICT(key) DO UPDATE SET body = excluded.body, used = excluded.used"),
        used(c, "UPDATE cache SET used = ? WHERE key = ?"),
        cached(c, "SELECT body, sha256, used FROM cache WHERE key = ?") {}

  void insert(const SightingRow& row) {
    if (row.artifact) {
      artifact
          ->bind(MaybeText(*row.artifact), MaybeText(*row.sha256), row.size,
                 std::string_view(row.format), row.seen)
          .run();
    }
    sighting
        ->bind(std::string_view(row.scan), std::string_view(row.path), maybe(row.artifact),
               row.size, row.modified, row.seen, std::string_view(row.format), row.verdict,
               row.from_cache, std::string_view(row.formats), std::string_view(row.stamp))
        .run();
    const std::int64_t id = sqlite3_last_insert_rowid(connection.handle());
    coverage->bind(id, row.coverage, row.depth, row.bytes_read, std::string_view(row.reasons))
        .run();
    for (const auto& f : row.findings) {
      finding
          ->bind(id, std::string_view(f.rule), f.severity, f.confidence, f.verdict,
                 std::string_view(f.title), std::string_view(f.subject), std::string_view(f.member),
                 f.offset, f.length, f.count, maybe(f.accepted_by))
          .run();
    }
  }

  static MaybeText maybe(const std::optional<std::string>& text) {
    return text ? MaybeText(*text) : std::nullopt;
  }

  // Prepared when first used: most scans need few of them.
  class Lazy {
   public:
    Lazy(Connection& connection, const char* sql) : connection_(connection), sql_(sql) {}
    Statement* operator->() { return &get(); }
    Statement& get() { return statement_ ? *statement_ : statement_.emplace(connection_, sql_); }

   private:
    Connection& connection_;
    const char* sql_;
    std::optional<Statement> statement_;
  };

  Connection& connection;
  Lazy artifact, sighting, coverage, finding, decision, exception, keep, used, cached;
};

SqliteStore::SqliteStore(std::unique_ptr<Connection> connection, std::string place,
                         std::string note)
    : connection_(std::move(connection)),
      place_(std::move(place)),
      path_(note.empty() ? place_ : std::string()),
      note_(std::move(note)),
      inventory_(*connection_, mutex_),
      estate_(*connection_, mutex_),
      cases_(*connection_, mutex_),
      evidence_(*connection_, mutex_),
      posture_(*connection_, mutex_),
      accounts_(*connection_, mutex_),
      audit_(*connection_, mutex_),
      retention_(*connection_, mutex_),
      watch_(*connection_, mutex_),
      triage_(*connection_, mutex_),
      last_write_(std::chrono::steady_clock::now()) {}

SqliteStore::~SqliteStore() {
  (void)flush();
  statements_.reset();
}

SqliteStore::Statements& SqliteStore::statements() {
  if (!statements_) statements_ = std::make_unique<Statements>(*connection_);
  return *statements_;
}

void SqliteStore::write_pending() {
  if (pending_.empty()) return;
  Statements& with = statements();
  Transaction transaction(*connection_);
  for (const Write& write : pending_) write(with);
  // Not the change that whoever writes the batch may have announced: it is anybody's batch.
  connection_->exec("COMMIT");
  pending_.clear();
  pending_bytes_ = 0;
  last_write_ = std::chrono::steady_clock::now();
}

Result<void> SqliteStore::later(Write write, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (pending_.size() >= kMostPending) {
    return base::fail(base::Code::limit, "the store takes no more; its last error stands");
  }
  pending_.push_back(std::move(write));
  pending_bytes_ += bytes;
  const bool due = pending_.size() % kBatchLength == 0 || pending_bytes_ > kBatchBytes ||
                   std::chrono::steady_clock::now() - last_write_ > kBatchAge;
  if (!due) return {};
  try {
    write_pending();
    return {};
  } catch (const SqliteError& error) {
    last_write_ = std::chrono::steady_clock::now();  // the next attempt after another age
    return std::unexpected(error.error());
  }
}

Result<void> SqliteStore::flush() {
  const std::lock_guard lock(mutex_);
  try {
    write_pending();
    return {};
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

Result<std::string> SqliteStore::begin_scan(const record::Run& run, Millis now) {
  base::JsonWriter roots;
  roots.begin_array();
  for (const std::string& root : run.roots) roots.value(base::escape_name(root));
  roots.end_array();
  const std::string id = ulid("scan", now);
  const std::string process = this_process();
  const std::lock_guard lock(mutex_);
  try {
    Statement(
        *connection_,
        "INSERT INTO scan(id, state, started, roots, depth, engine, catalog, isolation, host, "
        "process) VALUES(?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(std::string_view(id), now, std::string_view(roots.text()), record::name(run.depth),
              std::string_view(run.tool_version), std::string_view(run.catalog_hash),
              std::string_view(run.isolation), std::string_view(run.host),
              std::string_view(process))
        .run();
    return id;
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

Result<void> SqliteStore::record_sighting(const std::string& scan, const Sighting& sighting,
                                          const record::Artifact& artifact) {
  return later([row = SightingRow(scan, sighting, artifact)](Statements& s) { s.insert(row); },
               sizeof(SightingRow));
}

Result<void> SqliteStore::record_decision(const std::string& scan, std::string_view kind,
                                          std::string_view subject, std::string_view reason,
                                          Millis now) {
  return later(
      [id = ulid("decision", now), scan, kind = std::string(kind), subject = std::string(subject),
       reason = std::string(reason), now](Statements& s) {
        s.decision
            ->bind(std::string_view(id), std::string_view(scan), std::string_view(kind),
                   std::string_view(subject), std::string_view(reason), now)
            .run();
      },
      0);
}

Result<void> SqliteStore::remember(const record::Exception& e, Millis now) {
  return later(
      [e, now](Statements& s) {
        const std::optional<std::int64_t> expires =
            e.expires == 0 ? std::nullopt : std::optional<std::int64_t>(e.expires);
        const std::string callable = e.module.empty() ? e.name : e.module + '.' + e.name;
        s.exception
            ->bind(std::string_view(e.id), kind_name(e.kind), std::string_view(e.rule),
                   std::string_view(e.sha256), std::string_view(callable), std::string_view(e.role),
                   std::string_view(e.location), std::string_view(e.owner),
                   std::string_view(e.approver), std::string_view(e.reason), expires, now)
            .run();
      },
      0);
}

Result<void> SqliteStore::finish_scan(const std::string& scan, const record::Summary& summary,
                                      Millis now) {
  const std::lock_guard lock(mutex_);
  try {
    write_pending();
    Transaction transaction(*connection_);
    Statement(*connection_,
              "UPDATE scan SET state = ?, ended = ?, artifacts = ?, bytes = ?, clean = ?, "
              "incomplete = ?, suspicious = ?, malicious = ?, not_a_model = ?, accepted = ?, "
              "exit_code = ? WHERE id = ?")
        .bind(name(summary.interrupted ? ScanState::interrupted : ScanState::complete), now,
              number(summary.artifacts), number(summary.bytes), number(summary.clean),
              number(summary.incomplete), number(summary.suspicious), number(summary.malicious),
              number(summary.not_a_model), number(summary.accepted),
              std::int64_t{summary.exit_code}, std::string_view(scan))
        .run();
    Statement(*connection_, "DELETE FROM cache WHERE used < ?").bind(now - kCacheLife).run();
    transaction.commit();
    return {};
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

std::optional<record::Artifact> SqliteStore::cached(const CacheKey& key, Millis now) {
  const std::string digest = store::digest(key);
  std::string body;
  Millis used = 0;
  {
    const std::lock_guard lock(mutex_);
    try {
      Statement& query = statements().cached.get();
      const bool found = query.bind(std::string_view(digest)).step();
      if (found && query.text(1) == key.sha256) {
        body = query.text(0);
        used = query.number(2);
      }
      query.reset();
    } catch (const SqliteError&) {
      return std::nullopt;  // reading the file itself is always right
    }
  }
  if (body.empty()) return std::nullopt;
  auto artifact = record::artifact_from_json(body);
  if (!artifact) return std::nullopt;
  if (now - used > kDay) {
    (void)later([digest, now](Statements& s) { s.used->bind(now, std::string_view(digest)).run(); },
                0);
  }
  artifact->from_cache = true;
  return std::move(*artifact);
}

Result<void> SqliteStore::keep(const CacheKey& key, const record::Artifact& artifact, Millis now) {
  if (artifact.coverage.state != record::CoverageState::complete || artifact.sha256 != key.sha256) {
    return {};
  }
  record::Artifact bare = artifact;
  bare.root.clear();
  bare.path.clear();
  bare.link_target.clear();
  bare.verdict = record::Verdict::incomplete;  // until it is judged again
  for (record::Finding& finding : bare.findings) finding.accepted_by.reset();
  std::string body = record::to_json(bare);
  if (body.size() > kLargestCached) return {};
  const std::size_t size = body.size();
  return later(
      [digest = store::digest(key), sha256 = key.sha256, body = std::move(body),
       now](Statements& s) {
        s.keep
            ->bind(std::string_view(digest), std::string_view(sha256), std::string_view(body), now)
            .run();
      },
      size);
}

void SqliteStore::mark_interrupted(Millis now) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> dead;
  {
    Statement running(*connection_, "SELECT id, process FROM scan WHERE state = 'running'");
    while (running.step()) {
      if (!is_alive(running.text(1))) dead.push_back(running.text(0));
    }
  }
  for (const std::string& id : dead) {
    Statement(*connection_,
              "UPDATE scan SET state = 'interrupted', ended = ? WHERE id = ? AND state = 'running'")
        .bind(now, std::string_view(id))
        .run();
  }
}

}  // namespace sqlite
}  // namespace bartizan::store
