// Reconciliation: the declared against the found, kept in memory.
//
// What it is: one comparison of the whole store, made in the background when inventory or estate
// were written to. What this server wrote is in what the next request gets, which waits for it.
// Where only another process wrote, which may be very much, a request waits a little and then gets
// the comparison before it, with its time. What it is not: the rules (use/reconcile/reconcile.h).
// Thread-safe; owns one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/reader.h"
#include "store/store.h"
#include "use/api.h"

namespace bartizan::server {

class Reconciliation {
 public:
  struct Compared {
    use::Reconciled all;
    std::shared_ptr<const std::vector<record::UseCase>> use_cases;
    std::uint64_t places = 0;
    base::Millis at = 0;
    store::ChangeMark mark;  // before it was read
  };
  struct Look {
    std::shared_ptr<const Compared> compared;
    base::Millis as_of = 0;
  };
  // How long a request waits where something older can be shown.
  static constexpr std::chrono::milliseconds kPatience{200};

  Reconciliation(store::Store& store, std::function<base::Millis()> now,
                 std::chrono::milliseconds patience = kPatience);
  ~Reconciliation();
  Reconciliation(const Reconciliation&) = delete;
  Reconciliation& operator=(const Reconciliation&) = delete;

  base::Result<Look> look();
  // Starts comparing where there is nothing yet.
  void warm();

 private:
  void ask();  // with mutex_ held
  void work();
  base::Result<std::shared_ptr<const Compared>> compare();

  store::Store& store_;
  const std::function<base::Millis()> now_;
  const std::chrono::milliseconds patience_;
  // The worker's.
  Reader reader_;
  std::shared_ptr<const std::vector<record::UseCase>> use_cases_;
  std::optional<use::Names> names_;
  std::uint64_t inventory_ = 0;

  std::mutex mutex_;  // guards what follows
  std::condition_variable asked_, made_;
  std::shared_ptr<const Compared> kept_;
  std::optional<base::Error> failed_;         // the last turn
  std::uint64_t started_ = 0, finished_ = 0;  // turns
  std::chrono::steady_clock::time_point busy_since_;
  bool wanted_ = false, stopping_ = false;
  std::thread worker_;
};

}  // namespace bartizan::server
