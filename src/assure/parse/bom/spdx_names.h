// Names that CycloneDX and SPDX give to the same things. Pure, immutable.
#pragma once

#include <string_view>

namespace bartizan::assure::bom {

// Empty where the other has no name for it.
std::string_view spdx_hash(std::string_view cyclonedx);
std::string_view cyclonedx_hash(std::string_view spdx);
std::string_view spdx_reference(std::string_view cyclonedx);
std::string_view cyclonedx_reference(std::string_view spdx);
// Of a relation as this model calls it ("depends-on"), and back.
std::string_view spdx_relation(std::string_view kind);
std::string_view relation_of(std::string_view spdx);
// "library" -> "library", "machine-learning-model" -> "model"; and back.
std::string_view spdx_purpose(std::string_view type);
std::string_view type_of_purpose(std::string_view purpose);

}  // namespace bartizan::assure::bom
