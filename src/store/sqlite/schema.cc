#include "store/sqlite/schema.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "store/sqlite/accounts_schema.h"
#include "store/sqlite/components_schema.h"
#include "store/sqlite/digest_schema.h"
#include "store/sqlite/evidence_schema.h"
#include "store/sqlite/posture_schema.h"
#include "store/sqlite/stamp_schema.h"
#include "store/sqlite/token_schema.h"
#include "store/sqlite/triage_schema.h"
#include "store/sqlite/watch_schema.h"

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

// Line of effort 1: what was imported, declared and found. Cells keep their text as it came.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE import(
  id TEXT PRIMARY KEY,
  file TEXT NOT NULL, sha256 TEXT NOT NULL, schema TEXT NOT NULL, sheet TEXT NOT NULL,
  imported INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  header_row INTEGER NOT NULL,
  bytes BLOB NOT NULL               -- the file itself
) STRICT;
CREATE TABLE import_column(
  import TEXT NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  header TEXT NOT NULL,
  field TEXT NOT NULL,              -- of the schema, empty where none fits
  PRIMARY KEY(import, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_preamble(
  import TEXT NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  record INTEGER NOT NULL,
  position INTEGER NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY(import, record, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_note(
  id INTEGER PRIMARY KEY,
  import TEXT NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  level INTEGER NOT NULL, code TEXT NOT NULL,
  line INTEGER NOT NULL, position INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX import_note_import ON import_note(import);

CREATE TABLE use_case(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  import TEXT REFERENCES import(id) ON DELETE CASCADE,
  row INTEGER NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE INDEX use_case_import ON use_case(import);
CREATE TABLE use_case_field(
  use_case INTEGER NOT NULL REFERENCES use_case(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  treatment TEXT NOT NULL,
  position INTEGER,                 -- of the raw cell
  PRIMARY KEY(use_case, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX use_case_name ON use_case_field(value)
  WHERE field IN ('id', 'use_case_name');
CREATE TABLE use_case_cell(
  use_case INTEGER NOT NULL REFERENCES use_case(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  position INTEGER NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY(use_case, ordinal)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE use_case_text USING fts5(text);
CREATE TABLE review_answer(
  use_case TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, person TEXT NOT NULL,
  answered INTEGER NOT NULL,
  PRIMARY KEY(use_case, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE place(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  read INTEGER NOT NULL
) STRICT;
CREATE TABLE component(
  number INTEGER PRIMARY KEY,
  place INTEGER NOT NULL REFERENCES place(id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,           -- what find compares (store/estate.h)
  tail_key TEXT,                    -- the same behind the last '/', where there is one
  provider TEXT NOT NULL,
  version TEXT NOT NULL,
  provenance TEXT NOT NULL
) STRICT;
CREATE INDEX component_place ON component(place);
CREATE INDEX component_name ON component(name_key);
CREATE INDEX component_tail ON component(tail_key) WHERE tail_key IS NOT NULL;
CREATE TABLE component_attribute(
  component INTEGER NOT NULL REFERENCES component(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL, value TEXT NOT NULL, provenance TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY(component, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX component_attribute_value ON component_attribute(key, lower(value))
  WHERE key IN ('licence', 'sha256', 'hash:SHA-256', 'digest', 'base-url');
CREATE TABLE occurrence(
  component INTEGER NOT NULL REFERENCES component(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  path TEXT NOT NULL, line INTEGER NOT NULL, signal TEXT NOT NULL, certainty TEXT NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY(component, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE relation(
  place INTEGER NOT NULL REFERENCES place(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  source TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, provenance TEXT NOT NULL,
  PRIMARY KEY(place, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE system(
  id TEXT PRIMARY KEY,
  place INTEGER NOT NULL REFERENCES place(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX system_place ON system(place);
CREATE TABLE system_component(
  system TEXT NOT NULL REFERENCES system(id) ON DELETE CASCADE,
  component TEXT NOT NULL,
  PRIMARY KEY(system, component)
) STRICT, WITHOUT ROWID;
CREATE INDEX system_component_component ON system_component(component);
-- Apart from system, so that a new reading of a place does not forget what a person said.
CREATE TABLE system_use_case(
  system TEXT PRIMARY KEY,
  use_case TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE system_declared(
  system TEXT NOT NULL REFERENCES system_use_case(system) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, version TEXT NOT NULL,
  PRIMARY KEY(system, ordinal)
) STRICT, WITHOUT ROWID;
)sql";

// Line of effort 2: what was decided about weaknesses. Only vex rows can be taken away.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE exposure(
  number INTEGER PRIMARY KEY,       -- in the order of the answers
  system TEXT NOT NULL,
  exposed INTEGER NOT NULL CHECK(exposed IN (0, 1)),
  person TEXT NOT NULL, reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX exposure_system ON exposure(system);

CREATE TABLE weakness(              -- record::Case; CASE is a word of SQL
  id TEXT PRIMARY KEY,
  system TEXT NOT NULL, system_name TEXT NOT NULL,
  component TEXT NOT NULL,
  advisory TEXT NOT NULL,
  summary TEXT NOT NULL,
  fixed_in TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  kev_added INTEGER NOT NULL,       -- 0: not listed
  decision_table TEXT NOT NULL, outcome TEXT NOT NULL,
  inputs TEXT NOT NULL,             -- JSON
  start INTEGER NOT NULL,
  due INTEGER NOT NULL,             -- 0: no date
  forensic INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK(state IN ('open', 'investigating', 'fixed', 'not-affected', 'accepted')),
  until INTEGER NOT NULL            -- of accepted
) STRICT, WITHOUT ROWID;
CREATE INDEX weakness_system ON weakness(system);
CREATE INDEX weakness_until ON weakness(until) WHERE state = 'accepted';
CREATE TABLE weakness_change(
  number INTEGER PRIMARY KEY,
  weakness TEXT NOT NULL REFERENCES weakness(id),
  at INTEGER NOT NULL,
  person TEXT NOT NULL, what TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX weakness_change_weakness ON weakness_change(weakness);

CREATE TABLE vex(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  vulnerability TEXT NOT NULL,
  system TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK(status IN ('not_affected', 'affected', 'fixed', 'under_investigation')),
  justification TEXT NOT NULL, impact TEXT NOT NULL, action TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE TABLE vex_word(
  vex INTEGER NOT NULL REFERENCES vex(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  role TEXT NOT NULL CHECK(role IN ('alias', 'product', 'subcomponent')),
  word TEXT NOT NULL,
  PRIMARY KEY(vex, ordinal)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kMigrations{kVersion1,         kVersion2,      kVersion3,     kEvidenceTables,
                                 kAccountTables,    kPostureTables, kReservedStep, kWatchTables,
                                 kComponentIndexes, kDigestTables,  kTriageTables, kSightingStamp,
                                 kTokenParent};

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
