// Patterns of identities: `*` is any run of characters except `/` and `@`, `**` any run.
#pragma once

#include <string_view>

namespace bartizan::assure::sigstore {

// In time proportional to the product of the lengths.
bool matches(std::string_view pattern, std::string_view identity);
// Nothing but stars, or empty: would match whoever signed.
bool expects_nobody(std::string_view pattern);

}  // namespace bartizan::assure::sigstore
