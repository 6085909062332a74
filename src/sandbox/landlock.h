// Landlock: no file system and no network for this process and its children (kernel 5.13 and
// later).
#pragma once

#include <cstdint>

namespace bartizan::sandbox {

// Denies every access that the running kernel's ABI knows. Returns that ABI, or 0 when Landlock is
// not available. Needs no_new_privs.
std::uint8_t enter_landlock();

}  // namespace bartizan::sandbox
