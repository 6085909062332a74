// Keyless: whether a signature was made by whom it was expected from, checked without a network.
//
// What it is: everything that a Sigstore bundle with a certificate must stand up to, over a trusted
// root that a person chose: the envelope's signature, the certificate's chain at a trusted time,
// its SCT, the entry of the transparency log, timestamps, identity and issuer. What it is not: able
// to know of revocations, or that the log shows everybody the same tree. The subject of the
// statement is compared elsewhere (assure/sign). Pure: no I/O, no clock; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/bundle.h"
#include "assure/parse/trusted_root/trusted_root.h"
#include "assure/sign/checks.h"

namespace bartizan::assure::sigstore {

// Who is expected to have signed. Both are needed: an identity is worth what its issuer is worth.
struct IdentityPolicy {
  // E-mail address, URI or user name of the certificate, exactly, or with `*` for any run of
  // characters except `/` and `@` and `**` for any run. A pattern of nothing but stars expects
  // nobody.
  std::string identity;
  // The OpenID Connect issuer, exactly.
  std::string issuer;
};

struct Keyless {
  std::vector<sign::Check> checks;  // of keyless_check_ids(), each at least once unless skipped
  sign::Signer signer;              // filled in as far as it was read, also when a check failed
};

// `signed_bytes` is what the signature is over: the envelope's PAE, or the bytes of the file that a
// message signature is over. `now` is only held against times that are claimed for the future.
Keyless verify_keyless(const signature::Bundle& bundle, std::string_view signed_bytes,
                       const TrustedRoot& root, const IdentityPolicy& expected, base::Millis now);

// Every id that a check of verify_keyless can have, in the order in which they are made.
std::span<const std::string_view> keyless_check_ids();

// What the rows of the parser "trusted-root" say, checked again.
struct RootImport {
  TrustedRoot root;
  std::vector<record::Note> notes;
  std::size_t refused = 0;  // rows that cannot have been written by our parser

  // Something in it can vouch: at least an authority and a log.
  bool usable() const;
};
RootImport root_from_rows(std::span<const record::Row> rows);

}  // namespace bartizan::assure::sigstore
