#include "assure/sign/sigstore/policy.h"

#include <cstddef>
#include <vector>

namespace bartizan::assure::sigstore {

bool expects_nobody(std::string_view pattern) {
  return pattern.find_first_not_of('*') == pattern.npos;
}

bool matches(std::string_view pattern, std::string_view identity) {
  // reached[i]: what was read of the pattern so far matches the first i characters.
  std::vector<bool> reached(identity.size() + 1, false);
  reached[0] = true;
  while (!pattern.empty()) {
    const std::size_t stars = pattern.find_first_not_of('*');
    const std::size_t run = stars == pattern.npos ? pattern.size() : stars;
    std::vector<bool> next(identity.size() + 1, false);
    for (std::size_t i = 0; i <= identity.size(); ++i) {
      if (run > 0) {
        const bool may_pass =
            i > 0 && (run > 1 || (identity[i - 1] != '/' && identity[i - 1] != '@'));
        next[i] = reached[i] || (may_pass && next[i - 1]);
      } else {
        next[i] = i > 0 && reached[i - 1] && identity[i - 1] == pattern.front();
      }
    }
    reached.swap(next);
    pattern.remove_prefix(run > 0 ? run : 1);
  }
  return reached[identity.size()];
}

}  // namespace bartizan::assure::sigstore
