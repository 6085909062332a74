// What makes lists over a large estate quick, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

inline constexpr const char* kDigestTables = R"sql(
-- Goes with its system, which a new reading of its place replaces: it is never out of date.
CREATE TABLE system_digest(
  system TEXT PRIMARY KEY REFERENCES system(id) ON DELETE CASCADE,
  version TEXT NOT NULL,            -- of the rules by which it was made
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- How one system stands by all frameworks; with the status, so that the rows are not looked up.
CREATE INDEX standing_of ON standing(system, framework, requirement, at, number, status);
)sql";

}  // namespace bartizan::store::sqlite
