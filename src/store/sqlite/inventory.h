// SqliteInventory: store/inventory.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/inventory.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteInventory final : public Inventory {
 public:
  SqliteInventory(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<bool> add_import(const record::Import& import,
                          const std::vector<record::UseCase>& use_cases) override;
  Result<std::vector<ImportRow>> imports() override;
  Result<record::Import> import(std::string_view id) override;
  Result<bool> undo_import(std::string_view id) override;
  Result<std::vector<record::UseCase>> use_cases(std::string_view import) override;
  Result<std::vector<record::UseCase>> brief() override;
  Result<std::vector<record::UseCase>> compared() override;
  Result<std::vector<record::UseCase>> records() override;
  Result<std::vector<record::UseCase>> find_use_cases(std::string_view id_or_name) override;
  Result<void> put_use_case(const record::UseCase& use_case) override;
  Result<bool> remove_use_case(std::string_view id) override;
  Result<std::optional<std::vector<std::int64_t>>> edit_use_case(
      const record::UseCase& before, const record::UseCase& after,
      const std::vector<UseCaseEdit>& edits) override;
  Result<std::vector<UseCaseEdit>> edits(std::string_view use_case) override;
  Result<std::vector<record::UseCase>> search(std::string_view words) override;
  Result<void> put_review(std::string_view use_case,
                          const std::vector<ReviewAnswer>& answers) override;
  Result<std::vector<ReviewAnswer>> review(std::string_view use_case) override;
  Result<std::map<std::string, std::vector<ReviewAnswer>>> reviews() override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
