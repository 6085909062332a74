#include "record/said.h"

namespace bartizan::record {

std::string too_long(std::string_view what, std::string_view text, std::size_t most) {
  if (text.size() <= most) return {};
  return std::string(what) + " has " + std::to_string(text.size()) + " bytes, more than the " +
         std::to_string(most) + " that are kept";
}

}  // namespace bartizan::record
