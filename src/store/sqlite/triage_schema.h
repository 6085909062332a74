// The tables of store/triage.h and of edits of use cases, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

// Rows are only ever added or marked as withdrawn: the last one that stands counts.
inline constexpr const char* kTriageTables = R"sql(
CREATE TABLE acceptance(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,                 -- of the exception, from what it accepts
  kind TEXT NOT NULL CHECK(kind IN ('suppression', 'waiver')),
  rule TEXT NOT NULL, sha256 TEXT NOT NULL,
  module TEXT NOT NULL, name TEXT NOT NULL,
  owner TEXT NOT NULL, approver TEXT NOT NULL, reason TEXT NOT NULL,
  granted INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK(expires > granted),
  withdrawn INTEGER NOT NULL DEFAULT 0, withdrawn_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX acceptance_id ON acceptance(id);

CREATE TABLE assignment(
  number INTEGER PRIMARY KEY,
  of_cause INTEGER NOT NULL CHECK(of_cause IN (0, 1)),
  key TEXT NOT NULL,                -- the cause, or the id of the finding
  owner TEXT NOT NULL,              -- who handles it; empty: nobody any more
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0, withdrawn_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX assignment_key ON assignment(of_cause, key);

CREATE TABLE reversible(
  audit INTEGER PRIMARY KEY,        -- number of the entry in the log
  what TEXT NOT NULL, subject TEXT NOT NULL,
  how TEXT NOT NULL,                -- JSON
  at INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 -- number of the entry that says so
) STRICT;

-- What people changed of use cases, beside what was imported.
CREATE TABLE use_case_edit(
  number INTEGER PRIMARY KEY,
  use_case TEXT NOT NULL,           -- id; use_case rows are replaced by each edit
  field TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL,
  treatment TEXT NOT NULL,          -- of the value before
  position INTEGER,                 -- of its raw cell
  person TEXT NOT NULL, reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX use_case_edit_use_case ON use_case_edit(use_case);

ALTER TABLE exposure ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exposure ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace bartizan::store::sqlite
