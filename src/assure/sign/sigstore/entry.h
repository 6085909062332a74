// Entry: whether an entry of a transparency log is about this signature and no other.
//
// What it is: the body of an entry (dsse 0.0.1 and 0.0.2, intoto 0.0.2, hashedrekord 0.0.1 and
// 0.0.2) held against payload, signature and certificate. Without it an honest entry of anything
// would vouch for a signature that no log has seen. What it is not: proof that a log has the entry.
#pragma once

#include <string>
#include <string_view>

#include "assure/parse/signature/bundle.h"

namespace bartizan::assure::sigstore {

// What an entry must speak of. The views must outlive it.
struct Signed {
  std::string_view bytes;  // that the signature is over
  std::string_view signature;
  std::string_view certificate;                   // DER
  const signature::Envelope* envelope = nullptr;  // nullptr: of a message
};

// The rest of a sentence that begins "the log entry"; empty when it is about `what`.
std::string entry_problem(const signature::LogEntry& entry, const Signed& what);

}  // namespace bartizan::assure::sigstore
