// The parsers "signature", "statement" and "checksums": a bundle, the payload of its envelope, and
// lists of checksums, as rows.
//
// Bundle and payload apart, because the payload is read only after its signature has been checked, by a worker that has
// seen nothing else: what the reader of an unsigned bundle was talked into cannot change what a
// signed statement says. Rows are read back by assure/sign/rows.h. Strict: a repeated member, a
// wrong type or a member that must be there and is not is a note of level error, and the parent
// then refuses all of it.
#pragma once

#include "record/foreign.h"

namespace bartizan::assure::signature {

void parse_bundle(record::Foreign& file);
void parse_statement(record::Foreign& file);
// Rows "sum" (SHA-256 in hexadecimal, path below the list's folder, or empty in a list of one file)
// and a note for each line that is something else.
void parse_checksums(record::Foreign& file);

// One row carries at most this much of a payload.
inline constexpr std::size_t kPiece = 512 * 1024;
// More certificates, log entries or timestamps than any signer adds.
inline constexpr std::size_t kMostParts = 64;
inline constexpr std::size_t kMostResources = 1'000'000;

}  // namespace bartizan::assure::signature
