// Verification: what came out of checking a signature against what lies on the disk.
//
// Plain values that own their strings; what reports show and the gate asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/statement.h"
#include "assure/sign/checks.h"
#include "assure/sign/model.h"

namespace bartizan::assure::sign {

enum class Standing : std::uint8_t {
  verified,   // every check passed, and somebody who is trusted vouches
  refused,    // a check failed
  unvouched,  // nothing is wrong with it, and nobody who is trusted vouches for it
  absent,     // there is no signature
  unread,     // the signature or the files could not be read
};
std::string_view name(Standing standing);

// A checksum that lies beside a file, or is its name. Nobody vouches for it.
struct Checksum {
  std::string path;
  std::string source;  // "SHA256SUMS", "file name (SHA-256)", "file name (git blob)" ...
  bool matches = false;
  std::string detail;  // why not
};

// A file that the signature is over.
struct Covered {
  std::string path;    // as the signature names it
  std::string sha256;  // of the whole file, hexadecimal; empty where parts or other hashes are signed
};

struct Verification {
  std::string path;       // as it was named
  std::string signature;  // the file, or empty
  Standing standing = Standing::absent;
  std::string problem;  // of `unread`, a sentence
  std::vector<Check> checks;
  Signer signer;  // as claimed, unless verified

  std::string predicate_type;
  std::string name;    // as whoever signed calls it
  std::string digest;  // SHA-256 of the subject, hexadecimal: of a model the root of its files
  std::optional<signature::Serialization> serialization;
  std::uint64_t resources = 0;
  std::uint64_t bytes = 0;  // that were hashed
  std::vector<Difference> differences;
  std::vector<Covered> covered;  // of a statement that was read; each file once
  std::optional<signature::Provenance> provenance;
  std::vector<Checksum> checksums;
  std::string
      signature_sha256;  // of the signature's own bytes; empty where there was nothing to read
};

// The first check that failed, or nullptr.
const Check* first_failed(const Verification& verification);

}  // namespace bartizan::assure::sign
