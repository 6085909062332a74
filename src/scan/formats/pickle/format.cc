#include "scan/formats/pickle/format.h"

#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/parse.h"

namespace bartizan::scan::pickle {

constexpr Format kPickle{"pickle", "pickle", Kind::model, claim, parse};

}  // namespace bartizan::scan::pickle
