// Timestamps of RFC 3161 over a signature, by the authorities of a trusted root. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/trusted_root/trusted_root.h"

namespace bartizan::assure::sigstore {

struct Timestamp {
  bool good = false;       // signed by an authority of the root, over this signature
  bool in_window = false;  // and at a time that the authority counts for
  base::Millis time = 0;
  std::string what;  // the rest of a sentence that begins "the timestamp"
};
Timestamp check_timestamp(std::string_view response, std::string_view signature,
                          const std::vector<Authority>& authorities);

}  // namespace bartizan::assure::sigstore
