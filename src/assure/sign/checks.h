// Checks: what a verification looked at, one by one.
//
// What it is: the common result of everything in assure/sign: a list that says of each check what
// was compared and how it came out, so that a refusal names its reason and a report can show the
// whole chain. A signature is good when every check passed. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace bartizan::assure::sign {

enum class Outcome : std::uint8_t {
  passed,
  failed,   // the signature is not good
  warned,   // good, but somebody should know
  skipped,  // does not apply to this kind of signature
};

struct Check {
  std::string id;  // "envelope-signature", "chain", "sct", "log-inclusion" ... stable
  Outcome outcome = Outcome::failed;
  std::string what;  // a sentence: "the certificate was valid at 2025-10-10T02:12:20Z"
};

struct Signer {
  std::string kind;            // "key", "certificate", "keyless"
  std::string key;             // SHA-256 of the public key's PEM text, hexadecimal
  std::string identity;        // e-mail, URI or subject of the certificate
  std::string issuer;          // OIDC issuer, or the certificate's issuer
  base::Millis signed_at = 0;  // trusted time of signing; 0: none
  std::string time_source;     // "transparency log", "timestamp authority"; empty: none
};

// Appends.
void pass(std::vector<Check>& checks, std::string id, std::string what);
void refuse(std::vector<Check>& checks, std::string id, std::string what);
void warn(std::vector<Check>& checks, std::string id, std::string what);
bool all_good(const std::vector<Check>& checks);  // at least one passed, none failed

}  // namespace bartizan::assure::sign
