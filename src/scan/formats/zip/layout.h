// Layouts that are plain ZIP archives with known members: npz, Keras, jar, TorchServe ...
//
// Recognised by member names alone; PyTorch's own stand in torch/container.h. Pure functions.
#pragma once

#include <string_view>

#include "scan/formats/zip/archive.h"

namespace bartizan::scan::zip {

inline constexpr std::string_view kTorchServe = "torchserve-mar";

struct Layout {
  std::string_view format_id;  // empty: a plain archive
  bool analysed = true;        // whether more than the members must be understood
};

Layout recognise(const Archive& archive);

}  // namespace bartizan::scan::zip
