#include "server/audit/keeper.h"

#include <exception>

#include "run/audit.h"
#include "server/log.h"

namespace bartizan::server {
namespace {

// The next interval tries again.
template <typename Work>
void guarded(Work work) {
  try {
    work();
  } catch (const std::exception& error) {
    log_trouble("", error.what());
  }
}

}  // namespace

AnchorKeeper::AnchorKeeper(store::Store& store, std::string file, run::KeyFolder keys,
                           std::function<base::Millis()> now)
    : store_(store),
      file_(std::move(file)),
      keys_(std::move(keys)),
      now_(std::move(now)),
      thread_([this] { work(); }) {}

AnchorKeeper::~AnchorKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  guarded([&] { sign(); });
}

void AnchorKeeper::sign() {
  const auto head = store_.audit().head();
  const auto put = run::put_anchor(store_, file_, keys_, now_());
  if (!put || !head) {
    log_trouble("", put ? "the head of the audit log could not be read" : put.error());
    return;
  }
  signed_number_ = head->number;
  signed_at_ = now_();
}

void AnchorKeeper::sign_if_due() {
  const auto head = store_.audit().head();
  if (!head || head->number == signed_number_) return;
  if (head->number - signed_number_ >= kEveryEntries || now_() - signed_at_ >= kEveryMillis) sign();
}

void AnchorKeeper::work() {
  guarded([&] { sign(); });
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kLook, [&] { return stopping_; })) {
    guarded([&] { sign_if_due(); });
  }
}

}  // namespace bartizan::server
