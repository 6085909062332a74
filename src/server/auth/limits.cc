#include "server/auth/limits.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/auth/secret.h"

namespace bartizan::server {
namespace {

constexpr std::int64_t kFreeFailures = 4;
constexpr base::Millis kFirstDelay = 30'000;
constexpr base::Millis kLongestDelay = 15 * 60'000;

}  // namespace

unsigned Buckets::take(std::string_view key, base::Millis now) {
  const std::lock_guard lock(mutex_);
  const auto level = [&](const Bucket& bucket) {
    const double passed = static_cast<double>(std::max<base::Millis>(now - bucket.at, 0)) / 1000;
    return std::min(rate_.burst, bucket.tokens + passed * rate_.per_second);
  };
  if (buckets_.size() >= kMostBuckets) {
    std::erase_if(buckets_, [&](const auto& one) { return level(one.second) >= rate_.burst; });
    // All of them in use: better to forget some than to grow.
    if (buckets_.size() >= kMostBuckets) buckets_.clear();
  }
  const auto [found, fresh] = buckets_.try_emplace(std::string(key), Bucket{rate_.burst, now});
  Bucket& bucket = found->second;
  bucket.tokens = level(bucket);
  bucket.at = std::max(bucket.at, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1U, static_cast<unsigned>(std::ceil((1 - bucket.tokens) / rate_.per_second)));
}

base::Millis lockout_delay(std::int64_t failures) {
  if (failures <= kFreeFailures) return 0;
  const std::int64_t doubled = std::min<std::int64_t>(failures - kFreeFailures - 1, 10);
  return std::min(kLongestDelay, kFirstDelay << doubled);
}

std::string address_key(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  const std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return "address:" + text;
  std::string prefix;
  for (std::size_t i = 0; i < 8; ++i) prefix += static_cast<char>(bytes[i]);
  // An IPv4 address inside an IPv6 one is told apart by its end.
  const bool mapped = std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; });
  return "address:" + (mapped ? text : hex(prefix) + "/64");
}

}  // namespace bartizan::server
