// Percent: text as RFC 3986, 2.1 writes it.
#pragma once

#include <string>
#include <string_view>

namespace bartizan::text {

// "a@b" of "a%40b"; what is no such code stays as it is, so that this never fails. Linear.
std::string percent_decoded(std::string_view text);

}  // namespace bartizan::text
