#include "store/file.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "store/sqlite/schema.h"
#include "store/store.h"

namespace bartizan::store {
namespace sqlite {
namespace {

// Type, name and text of everything that a database defines, but for what ANALYZE keeps.
std::vector<std::string> definitions(Connection& connection) {
  Statement rows(connection,
                 "SELECT type, name, coalesce(sql, '') FROM sqlite_schema "
                 "WHERE name NOT LIKE 'sqlite_stat%'");
  std::vector<std::string> all;
  while (rows.step()) all.push_back(rows.text(0) + '\n' + rows.text(1) + '\n' + rows.text(2));
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> expected_definitions() {
  Connection fresh(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  migrate(fresh, "");
  return definitions(fresh);
}

bool is_busy(const SqliteError& error) {
  const int primary = error.code & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
}

}  // namespace
}  // namespace sqlite

base::Result<bool> in_use(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return false;
  try {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE);
    sqlite3_busy_timeout(connection.handle(), 0);
    // Whoever has a write-ahead log open holds a share of the file, which this asks for alone.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE");
    connection.exec("BEGIN EXCLUSIVE");
    connection.exec("ROLLBACK");
    return false;
  } catch (const sqlite::SqliteError& failed) {
    if (sqlite::is_busy(failed)) return true;
    return std::unexpected(failed.error());
  }
}

base::Result<void> check_file(const std::string& path) {
  try {
    // An empty file would become a new store when it is opened.
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE);
    if (connection.number("PRAGMA application_id") != sqlite::kApplicationId) {
      return base::fail(base::Code::malformed, "it is no store");
    }
  } catch (const sqlite::SqliteError& failed) {
    return std::unexpected(failed.error());
  }
  {
    Options options;
    options.path = path;
    options.fall_back_to_memory = false;
    if (const auto opened = open(options); !opened) return std::unexpected(opened.error());
  }
  try {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE);
    sqlite::Statement whole(connection, "PRAGMA integrity_check(1)");
    if (!whole.step() || whole.text(0) != "ok") {
      return base::fail(base::Code::malformed, "its pages are damaged");
    }
    if (sqlite::definitions(connection) != sqlite::expected_definitions()) {
      return base::fail(base::Code::malformed,
                        "it does not have the tables and triggers of this version, and no others");
    }
    return {};
  } catch (const sqlite::SqliteError& failed) {
    return std::unexpected(failed.error());
  }
}

}  // namespace bartizan::store
