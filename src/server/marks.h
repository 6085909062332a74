// Marks: what parts of the server that keep something share about the store's change marks.
//
// What it is: what this process wrote, told from what others did, which is looked at less often:
// every commit of another process counts for every part. What it is not: the marks (store.h).
// Pure functions.
#pragma once

#include "base/time.h"
#include "store/store.h"

namespace bartizan::server {

// How long what another process wrote may stay unseen.
inline constexpr base::Millis kForeignPause = 2000;

// The mark without what was only counted because another process wrote.
inline store::ChangeMark own(store::ChangeMark mark) {
  for (std::uint64_t* part :
       {&mark.inventory, &mark.estate, &mark.seen, &mark.seen_changed, &mark.cases, &mark.exposure,
        &mark.evidence, &mark.answers, &mark.standings, &mark.posture, &mark.other}) {
    *part -= mark.foreign;
  }
  mark.foreign = 0;
  return mark;
}

}  // namespace bartizan::server
