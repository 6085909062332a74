// Helpers of tests: a whole Sigstore in memory: Fulcio, its CT log, Rekor of both generations, a
// timestamp authority. It signs what it is asked to and can be asked to sign wrongly.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assure/sign/sigstore/pki_test.h"
#include "assure/sign/sigstore/verify.h"

namespace bartizan::assure::sigstore {

constexpr const char* kAlice = "alice@example.invalid";
constexpr const char* kOidc = "https://oidc.example.invalid";

// 2026-03-01T12:00:00Z
inline constexpr base::Millis kSignedAt = 1772366400000;
inline constexpr base::Millis kSecond = 1000;
inline constexpr base::Millis kMinute = 60 * kSecond;
inline constexpr base::Millis kDay = 24 * 60 * kMinute;

// How a signer and its authorities behave.
struct Plan {
  std::string kind =
      "dsse 0.0.1";      // of the log's entry; "0.0.2" of dsse and hashedrekord: Rekor v2
  bool message = false;  // a file is signed, not an envelope
  bool stamped = false;
  std::string key = "P-256";
  std::string payload = R"({"_type":"https://in-toto.io/Statement/v1"})";
  base::Millis from = kSignedAt - 5 * kSecond;
  base::Millis to = kSignedAt + 10 * kMinute;
  base::Millis logged = kSignedAt;
  base::Millis stamp = kSignedAt + kSecond;
  base::Millis sct = kSignedAt - 5 * kSecond;
  std::string names = std::string("email:") + kAlice;
  std::optional<std::string> issuer_raw = kOidc;
  std::optional<std::string> issuer = kOidc;
  std::string key_usage = "critical,digitalSignature";
  std::string extended_usage = "codeSigning";
  std::string constraints;
  std::vector<pki::Raw> more;
  std::size_t scts = 1;

  bool second_generation() const { return kind == "dsse 0.0.2" || kind == "hashedrekord 0.0.2"; }
};

struct Made {
  signature::Bundle bundle;
  std::string bytes;
  TrustedRoot root;
  IdentityPolicy expected{kAlice, kOidc};
  base::Millis now = kSignedAt + kDay;

  Keyless verify() const { return verify_keyless(bundle, bytes, root, expected, now); }
  signature::LogEntry& entry() { return bundle.log_entries.front(); }
  std::string& signature() {
    return bundle.envelope ? bundle.envelope->signatures.front().signature
                           : bundle.message->signature;
  }
};

class Sigstore {
 public:
  Sigstore();
  Made make(const Plan& plan) const;
  TrustedRoot root() const;

  // Parts, for those who sign wrongly.
  std::string promise(const signature::LogEntry& entry) const;
  // The note over `text` with one signature in `name`.
  std::string note(const std::string& text, const std::string& name, EVP_PKEY* key,
                   const std::string& hint) const;
  void enter(signature::LogEntry& entry, bool second, const std::string& origin = {}) const;
  std::string stamp(std::string_view signature, base::Millis time) const;
  Certificate leaf(const Plan& plan, EVP_PKEY* key) const;

  Key root_key, between_key, ct_key, log_key, log2_key, stamp_root_key, stamp_key;
  Certificate root_certificate, between, stamp_root, stamp_certificate;
};

// One for all tests: keys cost time.
const Sigstore& sigstore();
// The ids of the checks that failed, in order, separated by blanks.
std::string failed(const Keyless& result);
// What `result` says of the check.
std::string said(const Keyless& result, std::string_view id);

// RFC 6962, section 2.1, as it is written there: from above.
std::string tree_hash(const std::vector<std::string>& entries);
std::vector<std::string> path_to(std::size_t index, const std::vector<std::string>& entries);

// As files of other verifiers have them.
std::string bundle_json(const signature::Bundle& bundle);
std::string root_json(const TrustedRoot& root);

}  // namespace bartizan::assure::sigstore
