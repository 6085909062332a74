// Analysis in this very process, without a sandbox: for tests, fuzz targets and tools.
//
// The product itself sends foreign bytes to a worker (run/scan.h). Pure apart from memory.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/source.h"
#include "record/artifact.h"
#include "run/collector.h"

namespace bartizan::run {

// Facts, findings, coverage and verdict of `bytes` as if they were a file at `path`.
record::Artifact analyse_bytes(std::span<const std::byte> bytes, std::string_view path,
                               record::Depth depth = record::Depth::content,
                               const base::Limits& limits = {},
                               std::vector<Collector::Line>* listing = nullptr);

// The same for bytes that are read as they are asked for.
record::Artifact analyse_source(base::Source& source, std::string_view path, record::Depth depth,
                                const base::Limits& limits = {},
                                std::vector<Collector::Line>* listing = nullptr);

}  // namespace bartizan::run
