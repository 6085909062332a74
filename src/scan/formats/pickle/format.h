// Pickle: the object stream of Python, protocols 0 to 5, by content alone.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::pickle {

extern const Format kPickle;

}  // namespace bartizan::scan::pickle
