#include "server/attempts.h"

#include <utility>

#include "server/accounts_parts.h"
#include "server/auth/limits.h"

namespace bartizan::server {
namespace {

// For those that are refused only because of what others at this moment may turn out to be.
constexpr unsigned kMoment = 1;

std::int64_t failures_of(const std::optional<record::Lockout>& lockout, base::Millis now) {
  return lockout && now - lockout->last < kLockoutMemory ? lockout->failures : 0;
}

}  // namespace

std::expected<Attempts::Attempt, Denial> Attempts::begin(const std::string& subject) {
  const std::lock_guard lock(mutex_);
  const base::Millis now = now_();
  const auto lockout = store_.accounts().lockout(subject);
  if (!lockout) return broken();
  if (*lockout && (*lockout)->until > now) {
    return std::unexpected(later(static_cast<unsigned>(((*lockout)->until - now + 999) / 1000)));
  }
  const auto found = running_.find(subject);
  const std::int64_t running = found == running_.end() ? 0 : found->second;
  if (running > 0 && lockout_delay(failures_of(*lockout, now) + running) != 0) {
    return std::unexpected(later(kMoment));
  }
  running_[subject] = running + 1;
  return Attempt(*this, subject);
}

Attempts::Attempt::Attempt(Attempt&& other) noexcept
    : all_(std::exchange(other.all_, nullptr)), subject_(std::move(other.subject_)) {}

Attempts::Attempt::~Attempt() {
  if (all_ == nullptr) return;
  const std::lock_guard lock(all_->mutex_);
  end();
}

void Attempts::Attempt::end() {
  const auto found = all_->running_.find(subject_);
  if (found != all_->running_.end() && --found->second == 0) all_->running_.erase(found);
  all_ = nullptr;
}

std::int64_t Attempts::Attempt::failed() {
  const std::lock_guard lock(all_->mutex_);
  const base::Millis now = all_->now_();
  store::Accounts& accounts = all_->store_.accounts();
  const auto before = accounts.lockout(subject_);
  record::Lockout lockout{subject_, 1, now, 0};
  if (before) lockout.failures = failures_of(*before, now) + 1;
  if (const base::Millis delay = lockout_delay(lockout.failures); delay != 0) {
    lockout.until = now + delay;
  }
  (void)accounts.put_lockout(lockout);
  end();
  return lockout.failures;
}

void Attempts::Attempt::succeeded() {
  const std::lock_guard lock(all_->mutex_);
  (void)all_->store_.accounts().clear_lockout(subject_);
  end();
}

}  // namespace bartizan::server
