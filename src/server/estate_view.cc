#include "server/estate_view.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "server/log.h"
#include "server/marks.h"
#include "server/memory.h"

namespace bartizan::server {
namespace {

// Between two readings of everything in the background: so many times what the last one took, so
// that they leave room for other work.
constexpr int kPauseTimes = 2;

// Whether what is kept here is as it was, whatever else was written.
bool is_same(store::ChangeMark a, const store::ChangeMark& b) {
  a.answers = b.answers;
  a.posture = b.posture;
  a.other = b.other;
  return a == b;
}

}  // namespace

EstateView::EstateView(store::Store& store, std::function<base::Millis()> now,
                       Clock::duration quick)
    : store_(store), now_(std::move(now)), quick_(quick), reader_(store), background_(store) {}

EstateView::~EstateView() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (worker_.joinable()) worker_.join();
}

base::Result<std::shared_ptr<const Estate>> EstateView::look() {
  const std::lock_guard lock(mutex_);
  const base::Millis now = now_();
  const base::Millis ends = parts_.acceptance_ends();
  if (!estate_ || (ends != 0 && ends <= now)) {
    // What was accepted for a time is open again when that is over.
    if (const auto done = store_.cases().observe({}, {}, now); !done) {
      return std::unexpected(done.error());
    }
  }
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  const bool is_due = now >= looked_ + kForeignPause || now < looked_;
  if (!estate_ || (mark->foreign != foreign_ && is_due && cost_ <= quick_)) {
    if (const auto done = read_whole(*mark); !done) return std::unexpected(done.error());
    return estate_;
  }
  if (mark->foreign != foreign_ && !wanted_ && !busy_) {
    wanted_ = true;
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
    asked_.notify_all();
  }
  if (const auto done = take_own(own(*mark)); !done) return std::unexpected(done.error());
  return estate_;
}

base::Result<void> EstateView::take_own(const store::ChangeMark& mark) {
  if (is_same(mark, own_)) return {};
  const base::Millis now = now_();
  const auto done = parts_.refresh(reader_.store(now), store_, now, mark, own_, false);
  if (!done) return done;
  own_ = mark;
  estate_ = parts_.joined(now);
  return {};
}

base::Result<void> EstateView::read_whole(const store::ChangeMark& mark) {
  const auto start = Clock::now();
  const base::Millis now = now_();
  // Nothing is kept of a reading that fails half way.
  estate_.reset();
  const auto done = parts_.refresh(reader_.store(now), store_, now, mark, {}, true);
  if (!done) return done;
  own_ = own(mark);
  foreign_ = mark.foreign;
  looked_ = now;
  estate_ = parts_.joined(now);
  finished_ = Clock::now();
  cost_ = finished_ - start;
  if (cost_ > quick_) give_back_memory();
  return {};
}

void EstateView::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    asked_.wait(lock, [&] { return wanted_ || stopping_; });
    asked_.wait_until(lock, finished_ + cost_ * kPauseTimes, [&] { return stopping_; });
    if (stopping_) return;
    wanted_ = false;
    busy_ = true;
    lock.unlock();
    const auto start = Clock::now();
    const base::Millis now = now_();
    EstateParts parts;
    std::shared_ptr<const Estate> estate;
    store::ChangeMark mark;
    try {
      // Before it reads: what is written meanwhile is another mark, and read once more.
      const auto before = store_.change_mark();
      if (before) mark = *before;
      if (before && parts.refresh(background_.store(now), store_, now, mark, {}, true)) {
        estate = parts.joined(now);
      }
    } catch (const std::exception& error) {
      log_trouble("estate", error.what());
    }
    lock.lock();
    busy_ = false;
    finished_ = Clock::now();
    cost_ = finished_ - start;
    // What cannot be read now is asked for again by the next request.
    if (!estate) continue;
    std::swap(parts_, parts);
    std::swap(estate_, estate);
    own_ = own(mark);
    foreign_ = mark.foreign;
    looked_ = now;
    lock.unlock();
    parts = EstateParts();
    estate.reset();
    give_back_memory();
    lock.lock();
  }
}

}  // namespace bartizan::server
