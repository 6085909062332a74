// Memory: what the C library keeps of what was given back.
//
// What it is: glibc gives each thread heaps of its own and keeps what was freed in them for that
// thread; after a gathering of a hundred thousand records by one thread and then another that is
// more than what is in use. What it is not: a limit. Elsewhere than with glibc it does nothing.
// Thread-safe.
#pragma once

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace bartizan::server {

// Before threads start: they share as many heaps as the server has use for on a few cores.
inline void share_heaps() {
#ifdef __GLIBC__
  constexpr int kHeaps = 2;
  (void)mallopt(M_ARENA_MAX, kHeaps);
#endif
}

// After much was freed. Takes some ten milliseconds.
inline void give_back_memory() {
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
}

}  // namespace bartizan::server
