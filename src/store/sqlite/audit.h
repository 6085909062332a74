// SqliteAudit: store/audit.h over the store's connection and mutex, which it does not own.
//
// What it is: also the hook that adds an announced entry to the transaction of the change it is
// about. What it is not: aware of what the change was.
#pragma once

#include <map>
#include <mutex>
#include <thread>

#include "store/audit.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteAudit final : public Audit, private CommitHook {
 public:
  SqliteAudit(Connection& connection, std::mutex& mutex) : connection_(connection), mutex_(mutex) {
    connection_.set_hook(this);
  }
  ~SqliteAudit() override { connection_.set_hook(nullptr); }

  Result<std::int64_t> append(const record::AuditEvent& event) override;
  void next(const record::AuditEvent& event) override;
  std::int64_t taken() override;
  Result<record::AuditHead> head() override;
  Result<std::vector<record::AuditEntry>> entries(const AuditFilter& filter) override;
  Result<std::optional<record::AuditEntry>> entry(std::int64_t number) override;
  Result<std::string> hash_at(std::int64_t number) override;
  Result<Checked> check() override;
  Result<std::string> pseudonym(std::string_view name) override;
  Result<std::string> forget_name(std::string_view name) override;
  Result<std::int64_t> drop_until(std::int64_t number, const record::AuditHead& anchored) override;

 private:
  struct Announced {
    record::AuditEvent event;
    std::int64_t written = 0;  // in a transaction that is not yet committed
    std::int64_t number = 0;   // committed
  };

  void before_commit() override;
  void committed() override;

  // These expect the mutex, and a transaction where they write.
  std::int64_t write(const record::AuditEvent& event);
  std::string pseudonym_of(std::string_view name);
  record::AuditHead current();
  std::map<std::string, std::string> names();

  Connection& connection_;
  std::mutex& mutex_;
  std::map<std::thread::id, Announced> announced_;  // guarded by mutex_
};

}  // namespace bartizan::store::sqlite
