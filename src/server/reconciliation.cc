#include "server/reconciliation.h"

#include <exception>

#include "run/evidence_source.h"
#include "run/reconcile.h"
#include "server/log.h"
#include "server/marks.h"

namespace bartizan::server {
namespace {

bool is_same(const store::ChangeMark& a, const store::ChangeMark& b) {
  return a.inventory == b.inventory && a.estate == b.estate;
}

}  // namespace

Reconciliation::Reconciliation(store::Store& store, std::function<base::Millis()> now,
                               std::chrono::milliseconds patience)
    : store_(store), now_(std::move(now)), patience_(patience), reader_(store) {}

Reconciliation::~Reconciliation() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  made_.notify_all();
  if (worker_.joinable()) worker_.join();
}

base::Result<std::shared_ptr<const Reconciliation::Compared>> Reconciliation::compare() {
  auto made = std::make_shared<Compared>();
  // What is written while this reads is seen by the next one.
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  made->mark = *mark;
  made->at = now_();
  if (!names_ || inventory_ != mark->inventory) {
    names_.reset();
    auto use_cases = run::compared_use_cases(reader_.store(made->at));
    if (!use_cases) return std::unexpected(use_cases.error());
    use_cases_ = std::make_shared<const std::vector<record::UseCase>>(std::move(*use_cases));
    names_.emplace(*use_cases_);
    inventory_ = mark->inventory;
  }
  // By this connection: what another one writes would look like that of another process.
  // Where they cannot be kept it takes longer.
  (void)run::evidence::keep_digests(store_);
  const auto found = run::systems_to_compare(reader_.store(made->at));
  if (!found) return std::unexpected(found.error());
  made->all = use::reconcile(*use_cases_, found->systems, *names_);
  made->use_cases = use_cases_;
  made->places = found->places;
  return made;
}

void Reconciliation::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    asked_.wait(lock, [&] { return wanted_ || stopping_; });
    if (stopping_) return;
    wanted_ = false;
    ++started_;
    busy_since_ = std::chrono::steady_clock::now();
    // Asked for while the one before was made, which has seen all the same.
    const auto mark = store_.change_mark();
    if (!mark || !kept_ || !is_same(kept_->mark, *mark)) {
      lock.unlock();
      base::Result<std::shared_ptr<const Compared>> made =
          base::fail(base::Code::internal, "the comparison broke off; the server's log says why");
      try {
        made = compare();
      } catch (const std::exception& error) {
        log_trouble("reconciliation", error.what());
      }
      lock.lock();
      failed_.reset();
      if (made) {
        kept_ = std::move(*made);
      } else {
        failed_ = made.error();
      }
    }
    ++finished_;
    made_.notify_all();
  }
}

void Reconciliation::ask() {
  wanted_ = true;
  if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
  asked_.notify_all();
}

void Reconciliation::warm() {
  const std::lock_guard lock(mutex_);
  if (!kept_ && !stopping_) ask();
}

base::Result<Reconciliation::Look> Reconciliation::look() {
  std::unique_lock lock(mutex_);
  const auto mark = store_.change_mark();
  if (!mark) return std::unexpected(mark.error());
  const base::Millis now = now_();
  const auto is_current = [&] { return kept_ && is_same(kept_->mark, *mark); };
  if (is_current()) return Look{kept_, now};
  const bool only_foreign = kept_ && is_same(own(kept_->mark), own(*mark));
  if (only_foreign && now < kept_->at + kForeignPause && now >= kept_->at) {
    return Look{kept_, kept_->at};
  }
  const bool busy = started_ != finished_;
  // One that has begun may not have seen what was written since.
  const std::uint64_t turn = started_ + 1;
  if (!busy || !wanted_) ask();
  const auto done = [&] { return stopping_ || finished_ >= turn || is_current(); };
  if (only_foreign) {
    const auto since = busy ? busy_since_ : std::chrono::steady_clock::now();
    if (!made_.wait_until(lock, since + patience_, done)) return Look{kept_, kept_->at};
  } else {
    made_.wait(lock, done);
  }
  if (is_current()) return Look{kept_, now};
  if (failed_) return std::unexpected(*failed_);
  if (!kept_) return base::fail(base::Code::io, "the server is being stopped");
  return Look{kept_, kept_->at};
}

}  // namespace bartizan::server
