#include "run/feeds_keeper.h"

namespace bartizan::run {

void FeedKeeper::take(record::Advisory&& advisory) {
  const auto added = writer_.add(advisory);
  if (!added) return fail(added.error());
  added_ += *added ? 1U : 0U;
  duplicates_ += *added ? 0U : 1U;
}

std::string FeedKeeper::problem() {
  const std::lock_guard lock(mutex_);
  return problem_;
}

bool FeedKeeper::refused() {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::uint64_t FeedKeeper::count(record::FeedKind kind) const {
  if (kind == record::FeedKind::kev) return kevs_;
  return kind == record::FeedKind::epss ? scores_.load() : added_.load();
}

void FeedKeeper::fail(const base::Error& error) {
  const std::lock_guard lock(mutex_);
  if (!problem_.empty()) return;
  problem_ = error.what;
  refused_ = error.code != base::Code::invalid;
}

}  // namespace bartizan::run
