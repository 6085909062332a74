// The certificate of a keyless signer, its chain and its SCT.
//
// What it is: what Fulcio wrote into the leaf, and three questions about it: has it the form of a
// signing certificate, does it lead to an authority of the trusted root at a time, did a
// certificate transparency log of the trusted root promise to show it. What it is not: a decision
// whether that is the signer that was expected. Certificates point into OpenSSL; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/trusted_root/trusted_root.h"
#include "assure/sign/sigstore/ossl.h"

namespace bartizan::assure::sigstore {

struct Leaf {
  Certificate certificate;
  Key key;
  base::Millis not_before = 0;
  base::Millis not_after = 0;
  std::vector<std::string> identities;  // e-mail, URI, user name, in the certificate's order
  // 1.3.6.1.4.1.57264.1.8 and .1; nothing where it has neither, or they contradict each other.
  std::string issuer;
  std::string issuer_problem;
};

// Nothing when these are not exactly a certificate with a key.
std::optional<Leaf> read_leaf(std::string_view der);
// Why the leaf is no certificate for signing; empty when it is.
std::string form_problem(const Leaf& leaf);

struct Chain {
  bool good = false;
  std::string what;  // the rest of a sentence that begins "the certificate": how it came out
  Certificate issuer;
};
Chain verify_chain(const Leaf& leaf, const std::vector<Authority>& authorities, base::Millis time);

struct Sct {
  bool good = false;
  std::string what;  // a sentence
};
Sct verify_sct(const Leaf& leaf, const X509* issuer, const std::vector<Log>& ct_logs);

// The certificate without its SCTs as RFC 6962, section 3.2, has it signed; empty where it has
// none.
std::string precertificate(const X509* certificate);

// What is wrong with the way from `certificate` to the last of `chain`, at `time`; empty: nothing.
std::string path_problem(X509* certificate, const std::vector<Certificate>& chain,
                         base::Millis time);
std::vector<Certificate> read_chain(const Authority& authority);
// "from 2022-04-13T20:06:15.000Z", with "to" where it has an end.
std::string words_of(const Window& window);

}  // namespace bartizan::assure::sigstore
