// Passwords: what one must be, and Argon2id to keep and check it.
//
// What it is: a bounded number of runs of libargon2 at once, and a check that takes the same time
// whether there is a hash to compare with or not. What it is not: a counter of attempts (limits.h).
// Thread-safe; a call may wait for others.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace bartizan::server {

// RFC 9106, section 4, second recommendation: t = 3, p = 4, m = 64 MiB; above the minimum of
// OWASP's Password Storage Cheat Sheet (19 MiB, t = 2, p = 1).
struct PasswordCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t lanes = 4;
};

// In characters. NIST SP 800-63B-4 asks for 15 where nothing else is asked for and 8 beside a
// second factor; 12 is between them, because a second factor is offered and not required.
inline constexpr std::size_t kShortestPassword = 12;
inline constexpr std::size_t kLongestPassword = 256;  // characters; 64 must be possible (800-63B)

// Why it will not do, as a sentence; empty when it will. No rules of composition.
std::string password_problem(std::string_view password, std::string_view account_name);

class Passwords {
 public:
  // Each run takes the memory of its cost; more at once would let a few requests use up a machine.
  static constexpr unsigned kMostRuns = 2;
  // Who waits holds one of the threads that answer requests (WireLimits::handlers, 8): together
  // with those that run fewer than these, so that others are answered meanwhile.
  static constexpr unsigned kMostWaiting = 3;

  explicit Passwords(PasswordCost cost = {}) : cost_(cost) {}

  // nullopt: too many wait already; ask for another attempt later.
  std::optional<std::string> hash(std::string_view password);
  // `encoded` is empty for an account that is not there: false, after the same work.
  std::optional<bool> check(std::string_view password, const std::string& encoded);
  // Whether a hash was made with another cost, to be made anew when the password is at hand.
  bool is_outdated(std::string_view encoded) const;

 private:
  class Turn;
  std::string hash_now(std::string_view password) const;
  std::string prefix() const;

  PasswordCost cost_;
  std::mutex mutex_;
  std::condition_variable free_;
  unsigned running_ = 0, waiting_ = 0;
};

}  // namespace bartizan::server
