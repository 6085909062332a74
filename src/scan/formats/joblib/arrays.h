// Arrays inside joblib's pickles: raw bytes between opcodes (joblib/numpy_pickle.py).
//
// What it is: from the state of a NumpyArrayWrapper to the number of raw bytes that
// joblib.load reads right after its BUILD. What it is not: a parser of arrays. Pure.
#pragma once

#include <cstdint>

#include "scan/formats/pickle/context.h"

namespace bartizan::scan::joblib {

struct Array {
  enum class What : std::uint8_t {
    none,     // no array follows
    raw,      // padding, then length bytes
    pickled,  // dtype object: a pickle of its own follows
    unknown,  // an array follows, and its size cannot be told
  };
  What what = What::none;
  std::uint64_t padding = 0;
  std::uint64_t length = 0;
};

// BUILD of `target` with `state` was executed; the reader stands behind it.
Array array_after(pickle::Context& context, pickle::Value target, pickle::Value state,
                  base::Reader& reader);

// BUILD of a numpy.dtype: its size is kept, since arrays may refer to it much later.
void remember_dtype(pickle::Context& context, pickle::Value target, pickle::Value state);

// BUILD of an NDArrayWrapper (joblib before 0.10), whose array is a file beside this one: whether
// its path leads out of the folder.
bool leaves_folder(pickle::Context& context, pickle::Value target, pickle::Value state);

}  // namespace bartizan::scan::joblib
