// The tables of store/posture.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

// Rows are only ever added: the last row of an id is how it stands.
inline constexpr const char* kPostureTables = R"sql(
CREATE TABLE posture(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  raised INTEGER NOT NULL CHECK(raised IN (0, 1)),
  at INTEGER NOT NULL,
  until INTEGER NOT NULL CHECK(raised = 0 OR until > at),
  preset TEXT NOT NULL,
  reason TEXT NOT NULL, person TEXT NOT NULL
) STRICT;

CREATE TABLE readiness(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('critical-asset', 'dependency', 'exercise', 'restore-test',
                                    'fail-safe', 'playbook')),
  system TEXT NOT NULL, system_name TEXT NOT NULL,
  what TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  next INTEGER NOT NULL,
  attachment TEXT NOT NULL, attachment_sha256 TEXT NOT NULL,
  recorded INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL, withdrawn_by TEXT NOT NULL
) STRICT;
CREATE INDEX readiness_id ON readiness(id);
CREATE INDEX readiness_system ON readiness(system);

CREATE TABLE risk(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  sector TEXT NOT NULL, category TEXT NOT NULL,
  system TEXT NOT NULL, system_name TEXT NOT NULL,
  scenario TEXT NOT NULL,
  likelihood TEXT NOT NULL, impact TEXT NOT NULL,
  atlas TEXT NOT NULL,
  owner TEXT NOT NULL,
  treatment TEXT NOT NULL,
  due INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('open', 'treated', 'accepted', 'closed')),
  govern TEXT NOT NULL, map TEXT NOT NULL, measure TEXT NOT NULL, manage TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed INTEGER NOT NULL, changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX risk_id ON risk(id);
)sql";

}  // namespace bartizan::store::sqlite
