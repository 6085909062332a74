// Checksums: weaker evidence that files are whole, where nobody signed them.
//
// What it is: lists (SHA256SUMS, FILE.sha256) and the names that Hugging Face's cache gives to
// contents (64 digits: SHA-256; 40 digits: git's SHA-1 of a blob), compared with the bytes. What it
// is not: trust: whoever can change a file can change what lies beside it.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "assure/api.h"
#include "run/sign.h"

namespace bartizan::run {

// `source` is a list, "names", or empty: whatever is found. Files without a checksum are not
// mentioned. Of `options` those of reading are looked at.
std::expected<std::vector<assure::sign::Checksum>, std::string> verify_checksums(
    const std::string& path, const std::string& source, const VerifyOptions& options);

}  // namespace bartizan::run
