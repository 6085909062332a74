// FindingTrend: how many findings were open at the end of each day, and what became of them.
//
// What it is: every sighting that the store keeps, walked once and then only what is new, as counts
// of days. A finding is the same one while each sighting of its file has it at the same place. It
// is open from the sighting that has it first until the first one that has it no more, but for the
// times for which somebody accepted it. What it is not: a forecast, or known for days before the
// first scan, or before old scans were let go (bartizan purge). Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/reader.h"
#include "store/store.h"

namespace bartizan::server {

inline constexpr std::size_t kSeverities = 5;  // of record::Severity

struct TrendDay {
  base::Millis at = 0;                            // its first moment, UTC
  std::array<std::uint64_t, kSeverities> open{};  // at its end, or now; by record::Severity
  // During the day; none where only a part of it is known.
  std::optional<std::uint64_t> opened;    // seen first, or open again because an acceptance ended
  std::optional<std::uint64_t> closed;    // seen no more, or accepted
  std::optional<std::uint64_t> accepted;  // of the closed ones

  friend bool operator==(const TrendDay&, const TrendDay&) = default;
};
struct TrendOfFindings {
  std::vector<TrendDay> days;  // without a gap, the last one today; empty: nothing was scanned
  base::Millis from = 0;       // what is known begins here; 0: nothing was scanned
  bool is_cut = false;         // scans before `from` were let go; else it is the first one
  base::Millis as_of = 0;
};

class FindingTrend {
 public:
  FindingTrend(store::Store& store, std::function<base::Millis()> now);

  // At most that many days.
  base::Result<TrendOfFindings> look(std::size_t days);

 private:
  struct Stretch {
    base::Millis from = 0, to = 0;  // `to` is not included
  };
  struct Held {
    std::uint64_t key = 0;
    std::uint8_t severity = 0;
    bool open = false;
    std::vector<Stretch> accepted;
  };
  struct File {
    base::Millis seen = 0;
    std::vector<Held> held;  // by key
  };
  struct Delta {
    std::array<std::int64_t, kSeverities> open{};
    std::uint64_t opened = 0, closed = 0, accepted = 0;
  };
  using Deltas = std::map<std::int64_t, Delta>;  // by day since 1970

  struct Sighted;
  base::Result<void> refresh();
  base::Result<void> read_decisions();
  void take(Sighted& sighted);
  std::vector<Stretch> accepted_times(const store::SeenOnce& row) const;
  static void settle(Held& held, base::Millis from, base::Millis to, Deltas& deltas);
  static void change(Held& held, base::Millis at, bool by_decision, Deltas& deltas);

  store::Store& store_;
  const std::function<base::Millis()> now_;
  std::mutex mutex_;  // guards what follows
  Reader reader_;
  std::optional<store::ChangeMark> mark_;
  base::Millis looked_ = 0;
  std::int64_t newest_ = 0;
  base::Millis first_ = 0;  // sighting of all
  base::Millis cut_ = 0;    // when scans were last let go
  std::unordered_map<std::string, File> files_;
  Deltas deltas_;
  std::unordered_map<std::string, std::vector<Stretch>> granted_;  // by id of the exception
  std::unordered_map<std::string, base::Millis> configured_;       // id, and its end or 0
  std::vector<store::Acceptance> withdrawn_;
};

}  // namespace bartizan::server
