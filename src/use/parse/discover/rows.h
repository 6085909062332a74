// The rows of discovery: a detection as fields, and back.
//
// Both ends of the sandbox's pipe use it: Report writes in the worker, the driver reads. Reading
// believes nothing: unknown words make it fail. Pure.
#pragma once

#include <string>
#include <vector>

#include "record/component.h"
#include "record/foreign.h"

namespace bartizan::use {

inline constexpr std::string_view kDetectionRow = "detection";
inline constexpr std::string_view kSoftwareRow = "software";      // a package that is no AI
inline constexpr std::string_view kUnresolvedRow = "unresolved";  // the symbol, then a detection
inline constexpr std::string_view kConstantRow = "constant";      // name, value, line
inline constexpr std::string_view kOwnerRow = "owner";        // pattern of paths, who, line
inline constexpr std::string_view kModelRow = "model";            // bytes for the scan core: format

// The fields of a detection, in their order; the views live as long as `detection` and `storage`.
std::vector<std::string_view> fields_of(const record::Detection& detection,
                                        std::vector<std::string>& storage);
// `first`: how many fields stand before the detection's own.
bool read_detection(const record::Row& row, std::size_t first, record::Detection& detection);

}  // namespace bartizan::use
