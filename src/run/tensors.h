// Tensors: which of them lie in a range of a safetensors file, by the scan core's own reading.
//
// What it is: the header read in a worker, at depth structure: kilobytes, whatever the file's size.
// What it is not: for other formats; those have no answer. What the worker says here is shown and
// decides nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"

namespace bartizan::run {

struct TensorRange {
  std::string name;
  std::uint64_t start = 0, end = 0;  // in the file
};
// Empty where the file is no safetensors or cannot be read.
std::vector<TensorRange> tensors_of(const std::string& path, const base::Limits& limits,
                                    const std::function<bool()>& cancelled);
// Names of those that share a byte with [start, end).
std::vector<std::string> tensors_in(const std::vector<TensorRange>& all, std::uint64_t start,
                                    std::uint64_t end);

}  // namespace bartizan::run
