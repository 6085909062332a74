// Files behind evidence: whether a signature, and the document that it is over, are still the ones
// that were checked.
//
// What it is: a look at those files when evidence is collected, as documents are looked at. What it
// is not: a verification, or a look at models, which scans watch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "record/evidence.h"

namespace bartizan::run::evidence {

// Whether a path has another file than that of the SHA-256, or none. It is read: a folder that takes
// another's place brings files with times and sizes of their own choice.
bool is_another_file(const std::string& path, std::string_view sha256, std::uint64_t most_bytes);

// Of a piece of kind signature: a sentence about what is not there any more, or is another file
// now; empty: all is as it was, or the piece does not say what it was.
std::string how_signature_differs(const record::Evidence& piece);

}  // namespace bartizan::run::evidence
