// Standings: how requirements stand, kept when that is otherwise than it was kept.
//
// What it is: of an organisation that was gathered and judged, what is kept for lists, trends and
// histories (store/evidence.h), so that a status that fell because a file was read again is in
// these, too, and not only where somebody asks for it. What was never assessed is not begun with.
// What it is not: the judging (run/assess.h). One thread for each Gathered.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "base/result.h"
#include "run/assess.h"
#include "store/store.h"

namespace bartizan::run {

// Frameworks by which systems, or the organisation, were assessed before.
base::Result<std::set<std::string>> assessed_before(store::Store& store);

// `gathered`: of the organisation with its systems. How many standings were kept. Of at most
// `most_compared` systems, what they stand on is compared, too; of more, the status alone. Of a
// large store, `reads` is a connection of its own, so that nobody waits for what is compared.
base::Result<std::size_t> keep_standings(store::Store& store, store::Store& reads,
                                         Gathered& gathered, std::size_t most_compared = 100);

}  // namespace bartizan::run
