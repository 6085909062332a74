// Keeper: signs the head of the audit log at intervals, while a server runs and when it stops.
//
// What it is: one thread that sleeps. What it is not: the signing (run/audit.h). Does not own the
// store. Trouble goes to the server's log; the next interval tries again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/time.h"
#include "run/keys.h"
#include "store/store.h"

namespace bartizan::server {

class AnchorKeeper {
 public:
  // What a thief of the database could take back unseen: so many entries, or so much time.
  static constexpr std::int64_t kEveryEntries = 100;
  static constexpr base::Millis kEveryMillis = base::Millis{10} * 60 * 1000;
  static constexpr std::chrono::seconds kLook{15};

  AnchorKeeper(store::Store& store, std::string file, run::KeyFolder keys,
               std::function<base::Millis()> now);
  ~AnchorKeeper();  // signs a last time
  AnchorKeeper(const AnchorKeeper&) = delete;
  AnchorKeeper& operator=(const AnchorKeeper&) = delete;

 private:
  void sign();
  void sign_if_due();
  void work();

  store::Store& store_;
  std::string file_;
  run::KeyFolder keys_;
  std::function<base::Millis()> now_;
  std::int64_t signed_number_ = 0;
  base::Millis signed_at_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace bartizan::server
