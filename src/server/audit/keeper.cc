#include "server/audit/keeper.h"

#include "run/audit.h"
#include "server/log.h"

namespace bartizan::server {

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
  sign();
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

void AnchorKeeper::work() {
  sign();
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kLook, [&] { return stopping_; })) {
    const auto head = store_.audit().head();
    if (!head || head->number == signed_number_) continue;
    if (head->number - signed_number_ >= kEveryEntries || now_() - signed_at_ >= kEveryMillis) {
      sign();
    }
  }
}

}  // namespace bartizan::server
