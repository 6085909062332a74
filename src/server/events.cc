#include "server/events.h"

#include <algorithm>
#include <utility>

namespace bartizan::server {

std::string wire_form(const Event& event) {
  // JSON has no raw line breaks, which would end the field.
  return "id: " + std::to_string(event.id) + "\nevent: " + event.kind + "\ndata: " + event.data +
         "\n\n";
}

class Events::Listener final : public Stream {
 public:
  explicit Listener(Hearer hearer) : hearer_(std::move(hearer)) {}

  const std::string& account() const { return hearer_.account; }

  void push(const Event& event) {
    if (event.role > hearer_.role) return;
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.size() == kQueued) {
        queue_.pop_front();
        lost_ = true;
      }
      queue_.push_back(wire_form(event));
      wake = std::exchange(wake_, nullptr);
    }
    if (wake) wake();
  }

  void end() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      wake = std::exchange(wake_, nullptr);
    }
    if (wake) wake();
  }

  void tell_lost() {
    const std::lock_guard lock(mutex_);
    lost_ = true;
  }

  std::optional<std::string> take() override {
    if (hearer_.may_still && !hearer_.may_still()) return std::nullopt;
    const std::lock_guard lock(mutex_);
    if (over_) return std::nullopt;
    std::string out;
    if (std::exchange(lost_, false)) out += "event: lost\ndata: {}\n\n";
    for (std::string& text : queue_) out += text;
    queue_.clear();
    return out;
  }

  void when_ready(std::function<void()> wake) override {
    {
      const std::lock_guard lock(mutex_);
      if (!over_ && queue_.empty() && !lost_) {
        wake_ = std::move(wake);
        return;
      }
    }
    wake();
  }

 private:
  const Hearer hearer_;
  std::mutex mutex_;
  std::deque<std::string> queue_;
  bool lost_ = false;
  bool over_ = false;
  std::function<void()> wake_;
};

std::uint64_t Events::publish(std::string_view kind, std::string data, Role role) {
  std::vector<std::shared_ptr<Listener>> hear;
  Event event{0, std::string(kind), std::move(data), role};
  {
    const std::lock_guard lock(mutex_);
    event.id = next_++;
    kept_.push_back(event);
    if (kept_.size() > kKept) kept_.pop_front();
    std::erase_if(listeners_, [&](const std::weak_ptr<Listener>& weak) {
      auto listener = weak.lock();
      if (!listener) return true;
      // Under the lock, so that everybody hears in the order of the ids.
      hear.push_back(std::move(listener));
      return false;
    });
    for (const auto& listener : hear) listener->push(event);
  }
  return event.id;
}

std::shared_ptr<Stream> Events::listen(Hearer hearer, std::optional<std::uint64_t> last) {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const std::weak_ptr<Listener>& weak) { return weak.expired(); });
  if (!hearer.account.empty()) end_oldest_of(hearer.account);
  if (listeners_.size() >= kMostListeners) return nullptr;
  auto listener = std::make_shared<Listener>(std::move(hearer));
  if (last) {
    // An id that is not of this run's, or too old: what was missed is not known.
    const std::uint64_t first = kept_.empty() ? next_ : kept_.front().id;
    if (*last + 1 < first || *last >= next_) listener->tell_lost();
    for (const Event& event : kept_) {
      if (event.id > *last) listener->push(event);
    }
  }
  if (closed_) listener->end();
  listeners_.push_back(listener);
  return listener;
}

// That a page was left shows only when something is written to it: whoever asks anew is served, and
// the stream that was opened first gives way.
void Events::end_oldest_of(const std::string& account) {
  std::shared_ptr<Listener> oldest;
  std::size_t own = 0;
  for (const std::weak_ptr<Listener>& weak : listeners_) {
    auto listener = weak.lock();
    if (!listener || listener->account() != account) continue;
    if (++own == 1) oldest = std::move(listener);
  }
  if (own < kMostOfAccount) return;
  std::erase_if(listeners_, [&](const auto& weak) { return weak.lock() == oldest; });
  oldest->end();
}

void Events::close() {
  std::vector<std::weak_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    listeners = listeners_;
  }
  for (const auto& weak : listeners) {
    if (const auto listener = weak.lock()) listener->end();
  }
}

std::size_t Events::listeners() {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const std::weak_ptr<Listener>& weak) { return weak.expired(); });
  return listeners_.size();
}

}  // namespace bartizan::server
