#include "store/sqlite/connection.h"

#include <sys/stat.h>

#include <utility>
#include <vector>

namespace bartizan::store::sqlite {

using base::Code;

base::Error SqliteError::error() const {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::io, 0,
              "another process holds the store; try again, or choose another with --store"};
    case SQLITE_CORRUPT:
      return {Code::malformed, 0,
              "the store is damaged; move it aside, then a new one is made, or put back a copy"};
    case SQLITE_NOTADB:
      return {Code::malformed, 0,
              "the file is not a store; move it aside, or choose another with --store"};
    case SQLITE_FULL:
      return {Code::io, 0, "no space is left for the store; make room and try again"};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {Code::io, 0,
              "the store cannot be written; check its permissions, or choose another with --store"};
    case SQLITE_IOERR:
      return {Code::io, 0, "reading or writing the store failed; check its disk"};
    case SQLITE_NOMEM:
      return {Code::limit, 0, "no memory is left for the store"};
    default:
      return {Code::internal, 0, "the store refused a statement"};
  }
}

Connection::Connection(const std::string& file, int flags) {
  // One mutex of our own guards every use, so SQLite's are not needed.
  const int code = sqlite3_open_v2(file.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    sqlite3_close_v2(handle_);
    throw SqliteError{code};
  }
  sqlite3_extended_result_codes(handle_, 1);
  // A schema that an attacker put into the file must not call functions.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  touched_.watch(handle_);
}

Connection::~Connection() { sqlite3_close_v2(handle_); }

void Connection::hold_files() {
  const std::string file = sqlite3_db_filename(handle_, "main");
  std::vector<base::OwnFiles::File> files;
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat status{};
    if (::stat((file + end).c_str(), &status) == 0) {
      files.emplace_back(status.st_dev, status.st_ino);
    }
  }
  held_.emplace(std::move(files));
}

void Connection::exec(const char* sql) {
  touched_.begin();
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw SqliteError{code};
  touched_.count(touched_.prepared());
}

std::int64_t Connection::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

Statement::Statement(Connection& connection, const char* sql) : connection_(&connection) {
  connection.touched().begin();
  const int code = sqlite3_prepare_v3(connection.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                      &handle_, nullptr);
  if (code != SQLITE_OK) throw SqliteError{code};
  writes_ = connection.touched().prepared();
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  connection_->touched().count(writes_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3_reset(handle_);
  throw SqliteError{code};
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

std::string Statement::text(int column) const {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  const int size = sqlite3_column_bytes(handle_, column);
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

namespace {
void check(int code) {
  if (code != SQLITE_OK) throw SqliteError{code};
}
}  // namespace

void Statement::bind_one(int index, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, index, value));
}

void Statement::bind_one(int index, std::string_view value) {
  // An empty view may have no address, which SQLite would take for NULL.
  check(sqlite3_bind_text64(handle_, index, value.empty() ? "" : value.data(), value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_one(int index, const std::optional<std::int64_t>& value) {
  value ? bind_one(index, *value) : check(sqlite3_bind_null(handle_, index));
}

void Statement::bind_one(int index, const MaybeText& value) {
  value ? bind_one(index, *value) : check(sqlite3_bind_null(handle_, index));
}

void Statement::bind_one(int index, const Blob& value) {
  check(sqlite3_bind_blob64(handle_, index, value.bytes.empty() ? "" : value.bytes.data(),
                            value.bytes.size(), SQLITE_STATIC));
}

void Transaction::commit() {
  CommitHook* hook = connection_.hook();
  if (hook != nullptr) hook->before_commit();
  connection_.exec("COMMIT");
  if (hook != nullptr) hook->committed();
}

Transaction::~Transaction() {
  if (connection_.in_transaction()) {
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

}  // namespace bartizan::store::sqlite
