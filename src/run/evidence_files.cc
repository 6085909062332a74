#include "run/evidence_files.h"

#include <sys/stat.h>

#include "base/path.h"
#include "run/import_inventory.h"
#include "run/sign.h"

namespace bartizan::run::evidence {
namespace {

std::string said_of(const std::string& path, std::string_view what) {
  struct stat file{};
  const bool is_there = ::stat(path.c_str(), &file) == 0;
  return std::string(what) + " " + std::string(base::last_part(path)) +
         (is_there ? " is not the one that was checked" : " is not there any more");
}

}  // namespace

bool is_another_file(const std::string& path, std::string_view sha256, std::uint64_t most_bytes) {
  const auto whole = read_whole(path, most_bytes);
  return !whole || whole->sha256 != sha256;
}

std::string how_signature_differs(const record::Evidence& piece) {
  const std::string signature(piece.fact("signature"));
  const std::string_view sha256 = piece.fact("signature:sha256");
  if (signature.starts_with('/') && !sha256.empty() &&
      is_another_file(signature, sha256, kMostSignature)) {
    return said_of(signature, "the signature");
  }
  // The bytes of models are watched by scans.
  if (piece.fact("type") == "model" || !piece.subject.starts_with('/') || piece.sha256.empty()) {
    return {};
  }
  if (is_another_file(piece.subject, piece.sha256, kMostMessage)) {
    return said_of(piece.subject, "the signed file");
  }
  return {};
}

}  // namespace bartizan::run::evidence
