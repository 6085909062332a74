// Payload probe: reads bytes that no loader executes and looks for native code in them.
//
// What it is: one fast pass over tensor data, for content and full depth. What it is not: a virus
// scanner; it looks for executable headers whose fields are consistent, never for four-byte magics
// alone, which random weights contain. Charges nothing but a window.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::detect {

void probe_payload(Artifact& artifact, Range range);

// The kind of native code that begins exactly at the front of `bytes`: "ELF", "PE", "Mach-O",
// "APE"; nullopt when the header's fields do not agree with each other. Needs up to 4 KiB.
std::optional<std::string_view> native_code(std::span<const std::byte> bytes);

}  // namespace bartizan::scan::detect
