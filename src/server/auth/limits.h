// Limits: how often somebody may try.
//
// What it is: token buckets in memory for requests, and the growing delay after failed attempts
// that the store keeps. What it is not: a firewall. Nothing here is for ever: an account that is
// locked opens by itself, and its owner gets in with a passkey meanwhile. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace bartizan::server {

struct BucketRate {
  double burst = 1;
  double per_second = 1;
};
// Attempts to sign in from one address: OWASP ASVS 4.0.3, V2.2.1 asks for at most 100 failed
// attempts an hour on one account.
inline constexpr BucketRate kSignInRate{20, 1.0 / 6};
// Requests with one token.
inline constexpr BucketRate kTokenRate{200, 50};

class Buckets {
 public:
  explicit Buckets(BucketRate rate) : rate_(rate) {}
  // 0: go on; else the seconds to wait.
  unsigned take(std::string_view key, base::Millis now);

 private:
  struct Bucket {
    double tokens = 0;
    base::Millis at = 0;
  };
  // Full buckets are dropped when there are more.
  static constexpr std::size_t kMostBuckets = 20'000;

  BucketRate rate_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

// The delay after so many failures in a row: none up to four, then 30 s, doubled up to 15 minutes.
base::Millis lockout_delay(std::int64_t failures);
// Failures older than this do not count any more.
inline constexpr base::Millis kLockoutMemory = base::Millis{24} * 60 * 60 * 1000;

// What stands for an address: itself, or the /64 of IPv6, which one host has to itself.
std::string address_key(std::string_view address);

}  // namespace bartizan::server
