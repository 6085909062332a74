// NumPy's .npy: one array, or several in a row; a pickle where the elements are objects.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::numpy {

extern const Format kNpy;

}  // namespace bartizan::scan::numpy
