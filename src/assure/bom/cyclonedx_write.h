// The CycloneDX writer behind write(); versions 1.6 and 1.7. Pure.
#pragma once

#include <string>

#include "assure/bom/write.h"

namespace bartizan::assure::bom {

Written write_cyclonedx(const Bom& bom, Format format, const WriteOptions& options);

// "urn:uuid:..." made from the content: the same for the same Bom, whatever the time.
std::string serial_of(const Bom& bom);

}  // namespace bartizan::assure::bom
