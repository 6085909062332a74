// Parser of .npy: magic, header, data, again until the file ends (docs/formats/numpy.md).
#pragma once

#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::numpy {

// numpy/lib/format.py, MAGIC_PREFIX; the first byte is not ASCII, so no text begins like this.
inline constexpr std::string_view kMagic = "\x93NUMPY";

void parse(Artifact& artifact);

}  // namespace bartizan::scan::numpy
