// Touched: which parts of the store a connection has written to.
//
// What it is: counters that SQLite itself is the source of: when a statement is prepared, SQLite
// names the tables that it will write to, triggers and cascades included, and each run of it counts
// for the parts that these belong to. So no method of the store can forget to tell. What it is not:
// an observer of other connections. Not thread-safe: the store's mutex guards it.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace bartizan::store::sqlite {

class Touched {
 public:
  enum Part : std::uint8_t {
    inventory,
    estate,
    seen,
    seen_changed,
    cases,
    exposure,
    evidence,
    answers,
    standings,
    posture,
    other,
    kCount
  };
  using Parts = std::uint32_t;  // one bit each

  // Asks to be told of what is prepared from now on. Outlives the connection's statements.
  void watch(sqlite3* handle);
  // Around the preparing of a statement: what it will write to.
  void begin() { preparing_ = 0; }
  Parts prepared() const { return preparing_; }

  void count(Parts parts) {
    if (parts == 0) return;
    for (std::size_t i = 0; i < kCount; ++i) counts_[i] += (parts >> i) & 1U;
  }
  void count_all() { count((1U << kCount) - 1); }
  std::uint64_t of(Part part) const { return counts_[part]; }

 private:
  static int told(void* self, int action, const char* table, const char*, const char*, const char*);

  Parts preparing_ = 0;
  std::array<std::uint64_t, kCount> counts_{};
};

}  // namespace bartizan::store::sqlite
