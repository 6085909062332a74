// Connection and Statement: SQLite's C interface with owners.
//
// What it is: RAII, parameters by type, errors as SqliteError. What it is not: visible outside
// store/sqlite; whoever implements store.h catches SqliteError at the edge and returns its words.
// Not thread-safe: the store holds a mutex around every use.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/own_files.h"
#include "base/result.h"
#include "store/sqlite/touched.h"

namespace bartizan::store::sqlite {

struct SqliteError {
  int code = SQLITE_OK;  // primary or extended result code
  base::Error error() const;
};

// A parameter that is bound as NULL when there is nothing.
using MaybeText = std::optional<std::string_view>;

// A parameter that is bound as bytes, not text.
struct Blob {
  std::string_view bytes;
};

// Is told of the store's transactions; store/audit.h adds its entries to them.
class CommitHook {
 public:
  virtual void before_commit() = 0;  // inside the transaction; may throw SqliteError
  virtual void committed() = 0;

 protected:
  ~CommitHook() = default;
};

class Connection {
 public:
  // `flags`: SQLITE_OPEN_*. The file name may be ":memory:" or a URI.
  Connection(const std::string& file, int flags);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Says to the rest of this process which files are open here, until they are closed. To be called
  // once the write-ahead log is in use: its files keep their place as long as a connection is open.
  void hold_files();

  sqlite3* handle() const { return handle_; }
  void exec(const char* sql);
  void exec(const std::string& sql) { exec(sql.c_str()); }
  std::int64_t number(const char* sql);  // the first column of the first row, 0 without one
  // The row number that the last INSERT gave. RETURNING costs a table of its own for each row, and
  // the full text is written out before it.
  std::int64_t last_number() const { return sqlite3_last_insert_rowid(handle_); }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  void set_hook(CommitHook* hook) { hook_ = hook; }  // not owned
  CommitHook* hook() const { return hook_; }
  Touched& touched() { return touched_; }

 private:
  CommitHook* hook_ = nullptr;
  sqlite3* handle_ = nullptr;
  Touched touched_;
  std::optional<base::OwnFiles> held_;  // let go when the files have been closed
};

class Statement {
 public:
  Statement(Connection& connection, const char* sql);
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds from the first parameter on. Texts must live until the statement was reset.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  bool step();  // false when there are no more rows
  void run() {  // to the end, and ready for the next use
    while (step()) {
    }
    reset();
  }
  void reset();

  std::int64_t number(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string text(int column) const;
  bool null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

 private:
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const std::optional<std::int64_t>& value);
  void bind_one(int index, const MaybeText& value);
  void bind_one(int index, const Blob& value);

  Connection* connection_;
  sqlite3_stmt* handle_ = nullptr;
  Touched::Parts writes_ = 0;
};

// BEGIN IMMEDIATE, rolled back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {
    connection_.exec("BEGIN IMMEDIATE");
  }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
};

}  // namespace bartizan::store::sqlite
