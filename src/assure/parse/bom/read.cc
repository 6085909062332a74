#include "assure/parse/bom/read.h"

#include "assure/parse/bom/spdx_read.h"

namespace bartizan::assure::bom {

Family family_of(const text::Node& document) {
  if (!document.is_object()) return Family::none;
  if (document.find("bomFormat") != nullptr ||
      (document.find("specVersion") != nullptr && document.find("components") != nullptr)) {
    return Family::cyclonedx;
  }
  if (document.find("@graph") != nullptr || document.find("@context") != nullptr) {
    return Family::spdx3;
  }
  if (document.find("spdxVersion") != nullptr) return Family::spdx2;
  return Family::none;
}

std::optional<Bom> read(const text::Node& document, base::Budget& budget) {
  switch (family_of(document)) {
    case Family::cyclonedx:
      return read_cyclonedx(document, budget);
    case Family::spdx3:
      return read_spdx3(document, budget);
    case Family::spdx2:
      return read_spdx2(document, budget);
    case Family::none:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace bartizan::assure::bom
