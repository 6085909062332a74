// SqlitePosture: store/posture.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/posture.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqlitePosture final : public Posture {
 public:
  SqlitePosture(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<void> put_posture(const record::PostureChange& change) override;
  Result<std::vector<record::PostureChange>> posture_history() override;
  Result<void> put_readiness(const record::Readiness& readiness,
                             const Attachment* attachment) override;
  Result<std::vector<record::Readiness>> readiness(std::string_view system) override;
  Result<void> put_risk(const record::Risk& risk) override;
  Result<std::vector<record::Risk>> risks() override;
  Result<std::vector<record::Risk>> risk_history(std::string_view id) override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
