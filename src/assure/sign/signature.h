// Signature: whether a bundle's signature is one that somebody who is trusted made.
//
// What it is: form, key or certificate or keyless identity, and the signature itself; what the
// payload says is another matter (model.h). What it is not: trust of its own: without an anchor
// that a person chose, the best that can come out is who claims to have signed. Pure: no clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/bundle.h"
#include "assure/parse/trusted_root/trusted_root.h"
#include "assure/sign/checks.h"
#include "assure/sign/key.h"
#include "assure/sign/sigstore/verify.h"
#include "base/time.h"

namespace bartizan::assure::sign {

// A key that somebody vouches for.
struct TrustedKey {
  PublicKey key;
  std::string name;          // of `bartizan key`, or the file
  base::Millis retired = 0;  // since when it signs nothing new; 0: it still does
};

struct Trust {
  std::vector<TrustedKey> keys;
  std::vector<std::string> roots;  // certificates, DER
  std::optional<sigstore::TrustedRoot> root;
  sigstore::IdentityPolicy expected;
  std::optional<base::Millis> at;  // when certificates must have been valid, instead of now
  base::Millis now = 0;

  bool any() const { return !keys.empty() || !roots.empty() || !expected.identity.empty(); }
};

struct Vouched {
  bool anchored = false;  // the trust that was given is of a kind that could vouch for this bundle
  Signer signer;          // as claimed, unless every check passed
};

// `message` is the file that a message signature is over; of an envelope it is not looked at.
// Checks "bundle-form", "payload-type", "key-hint", "envelope-signature", those of verify_chain()
// and of verify_keyless(), and "trust-anchor".
Vouched verify_signature(const signature::Bundle& bundle, std::string_view message,
                         const Trust& trust, std::vector<Check>& checks);

}  // namespace bartizan::assure::sign
