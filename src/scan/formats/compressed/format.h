// Compressed files: gzip, bz2, xz, lzma, zstd, lz4, zlib; docs/formats/compressed.md.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::compressed {

extern const Format kGzip;
extern const Format kBz2;
extern const Format kXz;
extern const Format kLzma;
extern const Format kZstd;
extern const Format kLz4;
extern const Format kZlib;
extern const Format kZfile;  // joblib before 0.10

}  // namespace bartizan::scan::compressed
