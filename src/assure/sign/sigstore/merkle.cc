#include "assure/sign/sigstore/merkle.h"

#include "assure/sign/sigstore/ossl.h"

namespace bartizan::assure::sigstore {
namespace {

constexpr std::size_t kHashSize = 32;

std::string node_hash(std::string_view left, std::string_view right) {
  std::string bytes(1, '\1');
  bytes += left;
  bytes += right;
  return digest_of(bytes, EVP_sha256());
}

}  // namespace

std::string leaf_hash(std::string_view entry) {
  std::string bytes(1, '\0');
  bytes += entry;
  return digest_of(bytes, EVP_sha256());
}

std::string root_of_path(std::string_view leaf, std::uint64_t index, std::uint64_t size,
                         std::span<const std::string> path) {
  if (index >= size) return {};
  std::string root(leaf);
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  for (const std::string& hash : path) {
    if (last == 0 || hash.size() != kHashSize) return {};
    if ((node & 1) != 0 || node == last) {
      root = node_hash(hash, root);
      // A node without a sibling goes up as it is.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      root = node_hash(root, hash);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 ? root : std::string();
}

}  // namespace bartizan::assure::sigstore
