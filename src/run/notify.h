// Notify: what people are told without asking, made of what the store knows, and its way to them.
//
// What it is: notices of findings, answers, clocks, watched places, old evidence and old feeds,
// each with an id that is the same whenever it is noticed, so that nothing is told twice; their
// delivery to webhooks and syslog, tried again with pauses and given up in the end, which is a
// notice, too. What it is not: a timer. A receiver may get the same notice again after a crash; the
// id says so. Times are arguments.
#pragma once

#include <array>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/watch.h"
#include "store/store.h"

namespace bartizan::run {

// More of what is new at once is kept, and summed up in one notice instead of being sent.
inline constexpr std::size_t kMostTold = 50;

struct NoticeOptions {
  base::Millis now = 0;
  // Clocks, answers, old readings and feeds, too, which asks for much of the store. False: findings
  // and watched places only.
  bool whole = true;
  // Another connection to the same store, for what reads much of it; nullptr: the store itself.
  store::Store* reader = nullptr;
  // Asked between systems; what is left then comes with the next time.
  std::function<bool()> cancelled = {};
};
// Everything that is so at the time, told before or not, but for findings: those are new ones since
// the last notice_all().
base::Result<std::vector<record::Notice>> current_notices(store::Store& store,
                                                          const NoticeOptions& options);
// Keeps what is new, with its deliveries. The new ones, worst first.
base::Result<std::vector<record::Notice>> notice_all(store::Store& store,
                                                     const NoticeOptions& options);

// Behind each attempt; after the last one nothing is tried any more.
inline constexpr std::array<base::Millis, 8> kPauses{
    60'000, 300'000, 900'000, 3'600'000, 10'800'000, 21'600'000, 43'200'000, 86'400'000};

struct DeliverOptions {
  base::Millis now = 0;
  std::function<bool()> cancelled = {};
};
struct Delivered {
  std::uint64_t sent = 0, failed = 0, given_up = 0;
  std::vector<std::string> problems;  // a sentence for each target that could not be told
};
base::Result<Delivered> deliver(store::Store& store, const DeliverOptions& options);

// One notice that says that it is a test, now, whether the target is on or not.
std::expected<void, std::string> send_test(store::Store& store, const record::NotifyTarget& target,
                                           const DeliverOptions& options);

// One target by its id, a unique beginning of it, or its name. The error is a sentence for people.
std::expected<record::NotifyTarget, std::string> target_called(store::Store& store,
                                                               std::string_view handle);
// "webhook ops at chat.example.org:443", for the audit log: the whole address of a webhook often is
// a secret by itself.
std::string in_words(const record::NotifyTarget& target);
// What is wrong with a target before it is kept; empty for a good one. Asks no name server.
std::string why_no_target(const record::NotifyTarget& target);

}  // namespace bartizan::run
