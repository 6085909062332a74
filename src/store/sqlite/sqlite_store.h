// SqliteStore: the embedded store.
//
// What it is: store.h over one connection and one mutex; what is recorded waits in memory and goes
// out in batches, so that neither speed nor other processes suffer from a transaction per file.
// What it is not: the opening of files (store/sqlite/open.cc) or the schema. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/accounts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/cases.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/estate.h"
#include "store/sqlite/evidence.h"
#include "store/sqlite/inventory.h"
#include "store/sqlite/posture.h"
#include "store/sqlite/retention.h"
#include "store/sqlite/triage.h"
#include "store/sqlite/watch.h"
#include "store/store.h"

namespace bartizan::store::sqlite {

class SqliteStore final : public Store {
 public:
  // The connection has been migrated. A store with a note is in memory.
  SqliteStore(std::unique_ptr<Connection> connection, std::string place, std::string note);
  ~SqliteStore() override;

  const std::string& note() const override { return note_; }
  const std::string& path() const override { return path_; }
  const std::string& place() const override { return place_; }
  Result<std::string> begin_scan(const record::Run& run, Millis now) override;
  Result<void> record_sighting(const std::string& scan, const Sighting& sighting,
                               const record::Artifact& artifact) override;
  Result<void> record_decision(const std::string& scan, std::string_view kind,
                               std::string_view subject, std::string_view reason,
                               Millis now) override;
  Result<void> finish_scan(const std::string& scan, const record::Summary& summary,
                           Millis now) override;
  Result<void> remember(const record::Exception& exception, Millis now) override;
  std::optional<record::Artifact> cached(const CacheKey& key, Millis now) override;
  Result<void> keep(const CacheKey& key, const record::Artifact& artifact, Millis now) override;
  Result<std::vector<HistoryRow>> history(std::string_view path_or_sha256) override;
  Result<std::vector<SeenFile>> last_seen(std::string_view path, bool models) override;
  Result<SeenSince> seen_since(std::uint64_t after) override;
  Result<bool> changed_since(std::string_view path, Millis since) override;
  Result<SeenTotals> seen_totals(Millis stale_before) override;
  Result<void> flush() override;
  Result<ChangeMark> change_mark() override;
  Inventory& inventory() override { return inventory_; }
  Estate& estate() override { return estate_; }
  Cases& cases() override { return cases_; }
  Evidence& evidence() override { return evidence_; }
  Posture& posture() override { return posture_; }
  Accounts& accounts() override { return accounts_; }
  Audit& audit() override { return audit_; }
  Retention& retention() override { return retention_; }
  Watch& watch() override { return watch_; }
  Triage& triage() override { return triage_; }
  Result<void> back_up(const std::string& file, const std::function<bool()>& cancelled) override;

  // Scans that say `running` and whose process is gone.
  void mark_interrupted(Millis now);

 private:
  struct Statements;
  // A write that waits for the next batch; called inside its transaction.
  using Write = std::function<void(Statements&)>;
  Result<void> later(Write write, std::size_t bytes);
  void write_pending();  // throws SqliteError
  Statements& statements();

  std::unique_ptr<Connection> connection_;
  std::string place_, path_;
  std::string note_;
  std::mutex mutex_;
  SqliteInventory inventory_;
  SqliteEstate estate_;
  SqliteCases cases_;
  SqliteEvidence evidence_;
  SqlitePosture posture_;
  SqliteAccounts accounts_;
  SqliteAudit audit_;
  SqliteRetention retention_;
  SqliteWatch watch_;
  SqliteTriage triage_;
  std::unique_ptr<Statements> statements_;
  std::unique_ptr<Statement> data_version_, changed_since_;
  std::optional<std::int64_t> last_data_version_;
  std::uint64_t foreign_changes_ = 0;
  std::vector<Write> pending_;
  std::size_t pending_bytes_ = 0;
  std::chrono::steady_clock::time_point last_write_;
};

// Who runs a scan: boot id, process id and start time, so that a reused process id is told apart.
std::string this_process();
bool is_alive(const std::string& process);

}  // namespace bartizan::store::sqlite
