// SqliteRetention: store/retention.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/retention.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteRetention final : public Retention {
 public:
  SqliteRetention(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<std::int64_t> older(std::string_view kind, Millis before, bool drop) override;
  Result<std::vector<PersonalRow>> rows_naming(std::string_view person) override;
  Result<std::int64_t> rename_person(std::string_view person, std::string_view pseudonym) override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
