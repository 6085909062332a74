// SqliteCases: store/cases.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/cases.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteCases final : public Cases {
 public:
  SqliteCases(Connection& connection, std::mutex& mutex) : connection_(connection), mutex_(mutex) {}

  Result<void> put_exposure(const record::Exposure& exposure) override;
  Result<std::optional<record::Exposure>> exposure(std::string_view system) override;
  Result<std::vector<record::Exposure>> exposures() override;
  Result<std::vector<record::Exposure>> said_of_exposure(std::string_view system) override;
  Result<bool> withdraw_exposure(std::string_view system, base::Millis at, std::string_view by,
                                 base::Millis now) override;
  Result<void> observe(const std::vector<std::string>& systems,
                       const std::vector<record::Case>& seen, base::Millis now) override;
  Result<std::vector<record::Case>> cases(std::string_view system) override;
  Result<CaseTotals> totals(base::Millis now) override;
  Result<std::vector<record::CaseChange>> history(std::string_view id) override;
  Result<void> change(const record::Case& changed, const record::CaseChange& change) override;
  Result<void> change_all(const std::vector<ChangedCase>& changed) override;
  Result<void> put_vex(const record::VexStatement& statement) override;
  Result<std::vector<record::VexStatement>> vex() override;
  Result<bool> remove_vex(std::string_view id) override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
