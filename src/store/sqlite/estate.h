// SqliteEstate: store/estate.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/estate.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteEstate final : public Estate {
 public:
  SqliteEstate(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<void> replace(const Place& place) override;
  Result<bool> forget(std::string_view place) override;
  Result<std::vector<Place>> places() override;
  Result<Place> place(std::string_view path) override;
  Result<Place> outline(std::string_view path) override;
  Result<std::vector<SystemRow>> systems() override;
  Result<std::optional<SystemRow>> system(std::string_view id) override;
  Result<std::vector<SystemRow>> systems_in(std::string_view place) override;
  Result<std::vector<SystemRow>> systems_of(std::string_view use_case) override;
  Result<std::vector<record::Component>> components_of(std::string_view system) override;
  Result<std::vector<record::Relation>> relations_of(std::string_view system) override;
  Result<ComponentPage> components(const ComponentQuery& query) override;
  Result<std::size_t> make_digests(std::string_view version, std::size_t most_places,
                                   const Digester& digester) override;
  Result<std::vector<Digest>> digests(std::string_view version) override;
  Result<std::vector<FindHit>> find(const FindQuery& query) override;
  Result<bool> assign(std::string_view system, std::string_view use_case) override;

 private:
  Result<Place> read_place(std::string_view path, bool whole);

  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
