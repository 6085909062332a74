// Reader: a connection of its own to the server's store, so that reading much keeps nobody waiting.
//
// What it is: opened at the first use; the store itself where that is kept in memory. What it is
// not: a snapshot, or for writing: what it wrote would look like the change of another process.
// Not thread-safe; the store outlives it.
#pragma once

#include <memory>

#include "store/store.h"

namespace bartizan::server {

class Reader {
 public:
  explicit Reader(store::Store& store) : store_(store) {}

  store::Store& store(base::Millis now) {
    if (!own_ && !store_.path().empty()) {
      auto opened = store::open(
          {.path = store_.path(), .fall_back_to_memory = false, .now = now, .walks = true});
      if (opened) own_ = std::move(*opened);
    }
    return own_ ? *own_ : store_;
  }

 private:
  store::Store& store_;
  std::unique_ptr<store::Store> own_;
};

}  // namespace bartizan::server
