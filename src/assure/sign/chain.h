// Chains: certificates (X.509) of signers that brought their own, checked to chosen roots.
//
// What it is: RFC 5280 by OpenSSL, to the roots that a person names and to nothing else; never the
// web's. Valid means valid at the given time: a leaf that has expired signs nothing today. What it
// is not: keyless signing (assure/sign/sigstore), or able to know of revocations. Pure: no clock.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/sign/checks.h"
#include "assure/sign/key.h"
#include "base/time.h"

namespace bartizan::assure::sign {

// DER of each certificate of a PEM text, in its order; the error is the end of a sentence.
std::expected<std::vector<std::string>, std::string> certificates_of_pem(std::string_view pem);
std::expected<PublicKey, std::string> key_of_certificate(std::string_view der);

struct Certificate {
  std::string subject, issuer;  // RFC 2253
  std::string name;             // e-mail, URI or DNS name of the subject where there is one
  base::Millis not_before = 0, not_after = 0;
};
std::optional<Certificate> describe_certificate(std::string_view der);

// Checks "certificate-chain", "certificate-time", "certificate-usage". The leaf's key where it can
// be read, whatever came of the checks. `chosen`: the time is one that a person gave.
std::optional<PublicKey> verify_chain(const std::vector<std::string>& chain,
                                      const std::vector<std::string>& roots, base::Millis time,
                                      bool chosen, std::vector<Check>& checks);

}  // namespace bartizan::assure::sign
