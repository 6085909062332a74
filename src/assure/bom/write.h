// Writers: a Bom as CycloneDX 1.6, CycloneDX 1.7 or SPDX 3.0.1, with a list of what did not fit.
//
// What it is: pure functions; the same Bom gives the same bytes, serial number included. What it is
// not: a validator of the result (parse/bom/validate.h), or a clock: the time is the Bom's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

enum class Format : std::uint8_t { cyclonedx_1_6, cyclonedx_1_7, spdx_3_0_1 };
// "cyclonedx-1.6", "cyclonedx-1.7", "spdx-3.0.1"; also "cyclonedx" (1.7), "spdx".
std::optional<Format> format(std::string_view name);
std::string_view name(Format format);

struct WriteOptions {
  bool pretty = true;
  // Say of each statement whether it was observed, derived, declared: citations in CycloneDX 1.7,
  // properties in 1.6, annotations in SPDX. A document that is only handed on goes without.
  bool labels = true;
};

// What the format could not carry, or why an element is less than its profile asks for.
struct Loss {
  std::string subject;  // id of the component, "metadata" ...
  std::string what;     // attribute or member
  std::string why;
  bool kept = false;  // nothing is gone: it stands where only Bartizan looks for it

  friend bool operator==(const Loss&, const Loss&) = default;
};

struct Written {
  std::string text;
  std::vector<Loss> losses;  // by subject, then what
};
Written write(const Bom& bom, Format format, const WriteOptions& options = {});

}  // namespace bartizan::assure::bom
