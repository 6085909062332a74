// Parses a crate.
//
//   file   = "CRATE\n" record* end
//   record = kind:u8 length:u32le bytes[length]     kind 1: numbers, kind 2: a command for the
//   shell end    = 0x00
#pragma once

#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::crate {

inline constexpr std::string_view kMagic = "CRATE\n";

void parse(Artifact& artifact);

}  // namespace bartizan::scan::crate
