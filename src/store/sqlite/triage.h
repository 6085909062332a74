// SqliteTriage: store/triage.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/sqlite/connection.h"
#include "store/triage.h"

namespace bartizan::store::sqlite {

class SqliteTriage final : public Triage {
 public:
  SqliteTriage(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<std::int64_t> accept(const record::Exception& exception) override;
  Result<bool> withdraw(std::int64_t number, std::string_view by, Millis now) override;
  Result<std::vector<Acceptance>> acceptances(bool all) override;
  Result<std::vector<StoredFinding>> findings(std::string_view rule) override;
  Result<std::int64_t> each_sighting(std::int64_t after,
                                     const std::function<void(const SeenOnce&)>& row) override;
  Result<void> mark(const std::vector<std::int64_t>& findings, std::string_view exception) override;
  Result<std::vector<record::Exception>> used_exceptions() override;
  Result<std::vector<std::int64_t>> assign(const std::vector<Assignment>& assignments) override;
  Result<std::vector<Assignment>> assignments() override;
  Result<bool> withdraw_assignments(const std::vector<std::int64_t>& numbers, std::string_view by,
                                    Millis now) override;
  Result<void> put_reversible(const Reversible& change) override;
  Result<std::optional<Reversible>> reversible(std::int64_t audit) override;
  Result<bool> mark_undone(std::int64_t audit, std::int64_t by) override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
