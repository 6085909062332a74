// The layout of one feed's index, for its writer and its reader. An index is never migrated: it is
// written again from its source. docs/store.md describes the tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bartizan::store::sqlite {

// "BZFD", in the header of the file (sqlite.org/fileformat2.html, application id).
inline constexpr std::int64_t kFeedApplicationId = 0x425A4644;
inline constexpr std::int64_t kFeedVersion = 2;
inline constexpr std::string_view kFeedEnding = ".feed";
inline constexpr std::string_view kUnfinished = ".new-";

inline constexpr const char* kFeedTables = R"sql(
CREATE TABLE feed(body BLOB NOT NULL) STRICT;
-- `first` and `count` are rows of affected.
CREATE TABLE advisory(
  number INTEGER PRIMARY KEY, head BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL
) STRICT;
CREATE TABLE affected(
  number INTEGER PRIMARY KEY, advisory INTEGER NOT NULL, body BLOB NOT NULL, versions INTEGER
) STRICT;
CREATE TABLE versions(number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
-- An advisory's id and its aliases.
CREATE TABLE known(
  name TEXT NOT NULL, advisory INTEGER NOT NULL, PRIMARY KEY(name, advisory)
) STRICT, WITHOUT ROWID;
-- "type/name"
CREATE TABLE package(
  key TEXT NOT NULL, affected INTEGER NOT NULL, PRIMARY KEY(key, affected)
) STRICT, WITHOUT ROWID;
CREATE TABLE content(
  sha256 TEXT NOT NULL, affected INTEGER NOT NULL, PRIMARY KEY(sha256, affected)
) STRICT, WITHOUT ROWID;
CREATE TABLE kev(cve TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ssvc(cve TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- `cve` is cve_number(); probability and percentile in billionths; `day` a row of epss_day.
CREATE TABLE epss(
  cve INTEGER PRIMARY KEY, probability INTEGER NOT NULL, percentile INTEGER NOT NULL,
  day INTEGER NOT NULL
) STRICT;
CREATE TABLE epss_day(number INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
)sql";

// "CVE-2021-44228" as one number; nullopt for what is no CVE id.
std::optional<std::int64_t> cve_number(std::string_view cve);

// Whether a name can be a feed's, and so part of the name of a file.
bool is_feed_id(std::string_view id);

}  // namespace bartizan::store::sqlite
