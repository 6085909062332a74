// The tables of store/watch.h, a step of schema.cc.
#pragma once

namespace bartizan::store::sqlite {

// A step that went out empty: steps are counted and never taken away.
inline constexpr const char* kReservedStep = "";

inline constexpr const char* kWatchTables = R"sql(
CREATE TABLE watch_place(
  path TEXT PRIMARY KEY,            -- absolute
  interval INTEGER NOT NULL CHECK(interval > 0),
  rate INTEGER NOT NULL,            -- bytes a second; 0: as the settings say
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  looked INTEGER NOT NULL,          -- 0: never
  files INTEGER NOT NULL, read INTEGER NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  result TEXT NOT NULL, problem TEXT NOT NULL,
  failing INTEGER NOT NULL,         -- 0: nothing is wrong
  looking TEXT NOT NULL             -- the process that is at it, as in scan
) STRICT, WITHOUT ROWID;

CREATE TABLE watch_setting(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notify_target(
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK(kind IN ('webhook', 'syslog')),
  name TEXT NOT NULL, address TEXT NOT NULL,
  least TEXT NOT NULL,
  link_local INTEGER NOT NULL, active INTEGER NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  delivered INTEGER NOT NULL, problem TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notice(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, severity TEXT NOT NULL,
  subject TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL, page TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE notice_delivery(
  number INTEGER PRIMARY KEY,
  target TEXT NOT NULL REFERENCES notify_target(id) ON DELETE CASCADE,
  notice INTEGER NOT NULL REFERENCES notice(number) ON DELETE CASCADE,
  attempts INTEGER NOT NULL,
  next INTEGER NOT NULL,
  delivered INTEGER NOT NULL, given_up INTEGER NOT NULL,
  problem TEXT NOT NULL,
  UNIQUE(target, notice)
) STRICT;
CREATE INDEX notice_delivery_due ON notice_delivery(target, next)
  WHERE delivered = 0 AND given_up = 0;
CREATE INDEX notice_delivery_notice ON notice_delivery(notice);

CREATE TABLE kept_job(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, path TEXT NOT NULL, shown_as TEXT NOT NULL,
  again INTEGER NOT NULL,
  account TEXT NOT NULL, person TEXT NOT NULL,
  queued INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  process TEXT NOT NULL             -- whose it is, as in scan
) STRICT;
)sql";

}  // namespace bartizan::store::sqlite
