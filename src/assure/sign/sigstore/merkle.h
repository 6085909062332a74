// Merkle: the inclusion proof of RFC 6962 (verified as RFC 9162, section 2.1.3.2 says). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bartizan::assure::sigstore {

// SHA-256 over 0x00 and the entry.
std::string leaf_hash(std::string_view entry);
// The root that the path leads to; empty when `index` is not in the tree or the path has a wrong
// length.
std::string root_of_path(std::string_view leaf, std::uint64_t index, std::uint64_t size,
                         std::span<const std::string> path);

}  // namespace bartizan::assure::sigstore
