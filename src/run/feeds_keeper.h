// FeedKeeper: what a feed's workers found goes through it into the index, and is counted.
//
// What it is: the joint between assure::feeds::Records and a store::FeedWriter, which it does not
// own and which must outlive it. The first thing that the writer refuses is kept as the problem;
// what comes after that is offered to the writer all the same. What it is not: the writer; nothing
// is in the index before its finish(). Inside of run/feeds. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "assure/api.h"
#include "base/result.h"
#include "record/advisory.h"
#include "store/advisories.h"

namespace bartizan::run {

class FeedKeeper final : public assure::feeds::Records {
 public:
  explicit FeedKeeper(store::FeedWriter& writer) : writer_(writer) {}

  void take(record::Advisory&& advisory) override;
  void take(record::KevEntry&& entry) override { put(entry, kevs_); }
  void take(record::SsvcPoints&& points) override { put(points, ssvc_); }
  void take(record::EpssScore&& score) override { put(score, scores_); }

  // Why the writer refused; empty: it did not.
  std::string problem();
  // By the disk; what is wrong with a record is its own fault.
  bool refused();
  // Advisories of an id that the feed had already; the one modified last was kept.
  std::uint64_t duplicates() const { return duplicates_; }
  // What the feed holds, where it is of that kind.
  std::uint64_t count(record::FeedKind kind) const;

 private:
  template <typename Record>
  void put(const Record& record, std::atomic<std::uint64_t>& count) {
    const auto added = writer_.add(record);
    if (!added) return fail(added.error());
    ++count;
  }
  void fail(const base::Error& error);

  store::FeedWriter& writer_;
  std::mutex mutex_;
  std::string problem_;
  bool refused_ = false;
  std::atomic<std::uint64_t> added_ = 0, duplicates_ = 0, kevs_ = 0, ssvc_ = 0, scores_ = 0;
};

}  // namespace bartizan::run
