// A store in memory, for tests: gone with its pointer.
#pragma once

#include <doctest/doctest.h>

#include <memory>

#include "store/store.h"

namespace bartizan::tests {

inline std::unique_ptr<store::Store> memory() {
  auto store = store::open({"", true, 0, false});
  REQUIRE(store.has_value());
  return std::move(*store);
}

}  // namespace bartizan::tests
