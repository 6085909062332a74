// The tables of store/evidence.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

// Rows are added and never changed, but for the withdrawal of an answer.
inline constexpr const char* kEvidenceTables = R"sql(
CREATE TABLE evidence(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  system TEXT NOT NULL,             -- '' of the organisation
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  producer TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,         -- 0: never
  UNIQUE(id, at)
) STRICT;
CREATE INDEX evidence_subject ON evidence(system, kind, subject, at, number);
CREATE INDEX evidence_about ON evidence(kind, subject, at);
CREATE TABLE evidence_fact(
  evidence INTEGER NOT NULL REFERENCES evidence(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(evidence, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_span(
  evidence INTEGER NOT NULL REFERENCES evidence(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  inside TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, label TEXT NOT NULL,
  PRIMARY KEY(evidence, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment(
  sha256 TEXT PRIMARY KEY CHECK(length(sha256) = 64),
  name TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE answer(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  framework TEXT NOT NULL, requirement TEXT NOT NULL, system TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK(status IN ('met', 'partly', 'unmet', 'unknown', 'not-applicable')),
  person TEXT NOT NULL, reason TEXT NOT NULL,
  attachment_name TEXT NOT NULL,
  attachment TEXT REFERENCES attachment(sha256),
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK(expires <> 0),
  withdrawn INTEGER NOT NULL,       -- 0: it stands
  withdrawn_by TEXT NOT NULL
) STRICT;
CREATE INDEX answer_framework ON answer(framework, system);
CREATE INDEX answer_system ON answer(system);
CREATE TABLE answer_evidence(
  answer INTEGER NOT NULL REFERENCES answer(number) ON DELETE CASCADE,
  evidence TEXT NOT NULL,
  PRIMARY KEY(answer, evidence)
) STRICT, WITHOUT ROWID;

CREATE TABLE action(                -- the last row of an id counts
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  framework TEXT NOT NULL, requirement TEXT NOT NULL, system TEXT NOT NULL,
  what TEXT NOT NULL,
  owner TEXT NOT NULL,
  due INTEGER NOT NULL,             -- 0: no date
  state TEXT NOT NULL CHECK(state IN ('open', 'done', 'dropped')),
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX action_id ON action(id, number);
CREATE INDEX action_system ON action(system);

CREATE TABLE standing(
  number INTEGER PRIMARY KEY,
  framework TEXT NOT NULL, requirement TEXT NOT NULL, system TEXT NOT NULL,
  at INTEGER NOT NULL,
  status TEXT NOT NULL
    CHECK(status IN ('met', 'partly', 'unmet', 'unknown', 'not-applicable')),
  evidence TEXT NOT NULL,           -- ids, joined by blanks
  why TEXT NOT NULL
) STRICT;
CREATE INDEX standing_requirement ON standing(framework, requirement, system, at, number);
CREATE INDEX standing_system ON standing(framework, system, at);

ALTER TABLE sighting ADD COLUMN formats TEXT NOT NULL DEFAULT '';  -- of all members, with blanks
-- What one system holds, without a walk over its place.
CREATE INDEX component_of_place ON component(place, id);
DROP INDEX component_place;
CREATE INDEX use_case_brief ON use_case_field(use_case, field, value)
  WHERE field IN ('id', 'use_case_name', 'name', 'agency', 'agency_name', 'development_stage',
                  'is_high_impact', 'contact_email', 'owner');
CREATE INDEX system_use_case_of ON system_use_case(use_case);
)sql";

}  // namespace bartizan::store::sqlite
