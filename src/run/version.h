// The version of the engine; part of every cache key and report. From project(VERSION) in CMake.
#pragma once

namespace bartizan::run {

inline constexpr const char* kVersion = BARTIZAN_VERSION;

}  // namespace bartizan::run
