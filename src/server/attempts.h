// Attempts: how many may be under way, and what becomes of those that failed.
//
// What it is: a count of the attempts to prove something about one subject, each taken before it is
// looked at and given back afterwards, so that those that run at once pass no limit that those in a
// row would meet. What it is not: the delays (auth/limits.h) or where failures are kept
// (store/accounts.h). Does not own the store. Thread-safe.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.h"
#include "server/auth.h"
#include "store/store.h"

namespace bartizan::server {

class Attempts {
 public:
  // One that is under way; it ends with this object. It counts for nothing unless it failed.
  class Attempt {
   public:
    Attempt(Attempt&& other) noexcept;
    Attempt& operator=(Attempt&&) = delete;
    ~Attempt();

    // How many failed in a row, this one too.
    std::int64_t failed();
    // Those before it are forgotten.
    void succeeded();

   private:
    friend class Attempts;
    Attempt(Attempts& all, std::string subject) : all_(&all), subject_(std::move(subject)) {}
    void end();

    Attempts* all_;  // nullptr once it has ended
    std::string subject_;
  };

  Attempts(store::Store& store, std::function<base::Millis()> now)
      : store_(store), now_(std::move(now)) {}

  // Refused with 429 while the subject is locked, and where it would be if all that run failed.
  std::expected<Attempt, Denial> begin(const std::string& subject);

 private:
  store::Store& store_;
  std::function<base::Millis()> now_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> running_;
};

}  // namespace bartizan::server
