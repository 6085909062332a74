#include "store/sqlite/schema.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace bartizan::store::sqlite {
namespace {

// Times are milliseconds since 1970 UTC. Names from files are escaped (base/escape.h), hence text.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE scan(
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK(state IN ('running', 'complete', 'interrupted')),
  started INTEGER NOT NULL,
  ended INTEGER,
  roots TEXT NOT NULL,              -- JSON array
  depth TEXT NOT NULL,
  engine TEXT NOT NULL,
  catalog TEXT NOT NULL,
  isolation TEXT NOT NULL,
  host TEXT NOT NULL,
  process TEXT NOT NULL,            -- boot, id and start of the process, to tell whether it lives
  artifacts INTEGER, bytes INTEGER, clean INTEGER, incomplete INTEGER, suspicious INTEGER,
  malicious INTEGER, not_a_model INTEGER, accepted INTEGER, exit_code INTEGER
) STRICT;
CREATE INDEX scan_running ON scan(state) WHERE state = 'running';

CREATE TABLE artifact(
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE CHECK(length(sha256) = 64),
  size INTEGER NOT NULL,
  format TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sighting(
  id INTEGER PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan(id) ON DELETE CASCADE,
  path TEXT NOT NULL,               -- absolute
  artifact TEXT REFERENCES artifact(id),
  size INTEGER NOT NULL,
  modified INTEGER,
  seen INTEGER NOT NULL,
  format TEXT NOT NULL,
  verdict TEXT NOT NULL,
  from_cache INTEGER NOT NULL
) STRICT;
CREATE INDEX sighting_path ON sighting(path);
CREATE INDEX sighting_artifact ON sighting(artifact);
CREATE INDEX sighting_scan ON sighting(scan);

CREATE TABLE coverage(
  sighting INTEGER PRIMARY KEY REFERENCES sighting(id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK(state IN ('complete', 'partial', 'refused')),
  depth TEXT NOT NULL,
  bytes_read INTEGER NOT NULL,
  reasons TEXT NOT NULL             -- of its gaps, each once, joined by blanks
) STRICT;

CREATE TABLE exception(
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK(kind IN ('suppression', 'waiver', 'allow', 'baseline')),
  rule TEXT NOT NULL, sha256 TEXT NOT NULL, callable TEXT NOT NULL, role TEXT NOT NULL,
  location TEXT NOT NULL,
  owner TEXT NOT NULL, approver TEXT NOT NULL, reason TEXT NOT NULL,
  expires INTEGER,
  first_used INTEGER NOT NULL,
  last_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY,
  sighting INTEGER NOT NULL REFERENCES sighting(id) ON DELETE CASCADE,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  confidence TEXT NOT NULL,
  verdict TEXT NOT NULL,
  title TEXT NOT NULL,
  subject TEXT NOT NULL,
  member TEXT NOT NULL,             -- names from the outside in, joined by ' > '
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  count INTEGER NOT NULL,
  accepted_by TEXT
) STRICT;
CREATE INDEX finding_sighting ON finding(sighting);
CREATE INDEX finding_rule ON finding(rule);

CREATE TABLE decision(
  id TEXT PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cache(
  key TEXT PRIMARY KEY,             -- SHA-256 over everything the result depends on
  sha256 TEXT NOT NULL,
  body TEXT NOT NULL,               -- the artifact as JSON (record/json.h)
  kept INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT;
CREATE INDEX cache_used ON cache(used);
)sql";

constexpr std::array kMigrations{kVersion1};

std::int64_t version(Connection& connection) { return connection.number("PRAGMA user_version"); }

// A consistent copy, whatever other processes are writing.
void back_up(Connection& connection, const std::string& file, std::int64_t to) {
  const std::string base = file + ".before-v" + std::to_string(to);
  std::string copy = base;
  // An earlier attempt may have left one: it is kept too. The file is made here, because
  // VACUUM INTO would make it readable for others.
  int descriptor = -1;
  for (int i = 2; i < 100 && descriptor < 0; ++i) {
    descriptor = ::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) copy = base + "." + std::to_string(i);
  }
  if (descriptor < 0) throw SqliteError{SQLITE_CANTOPEN};
  close(descriptor);
  Statement(connection, "VACUUM INTO ?").bind(std::string_view(copy)).run();
}

}  // namespace

std::span<const char* const> migrations() { return kMigrations; }

Fitness fitness(Connection& connection, std::span<const char* const> steps) {
  const std::int64_t id = connection.number("PRAGMA application_id");
  const bool empty = connection.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (id != kApplicationId && !(id == 0 && empty)) return Fitness::foreign;
  if (version(connection) > static_cast<std::int64_t>(steps.size())) return Fitness::newer;
  return Fitness::fits;
}

void migrate(Connection& connection, const std::string& file, std::span<const char* const> steps) {
  const auto target = static_cast<std::int64_t>(steps.size());
  const std::int64_t before = version(connection);
  if (before == target) return;
  if (before > 0 && !file.empty()) back_up(connection, file, target);
  Transaction transaction(connection);
  // Another process may have been quicker.
  for (std::int64_t now = version(connection); now < target; ++now) {
    connection.exec(steps[static_cast<std::size_t>(now)]);
  }
  connection.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  connection.exec("PRAGMA user_version = " + std::to_string(target));
  transaction.commit();
}

}  // namespace bartizan::store::sqlite
