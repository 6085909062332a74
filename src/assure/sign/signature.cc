#include "assure/sign/signature.h"

#include <algorithm>
#include <array>

#include "assure/parse/signature/hex.h"
#include "assure/parse/signature/statement.h"
#include "assure/sign/chain.h"
#include "assure/sign/dsse.h"
#include "base/hash.h"

namespace bartizan::assure::sign {
namespace {

using signature::Bundle;

// Versions of the format of which it is known what they mean.
constexpr std::array<std::string_view, 4> kMediaTypes{
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
};

bool is_bare(const Bundle& bundle) { return bundle.media_type.empty(); }

// Members that the format leaves open may say what they like; elsewhere what nobody knows could
// take back what the rest says.
bool is_open(std::string_view path) {
  constexpr std::array<std::string_view, 4> kOpen{
      "verificationMaterial.publicKey.", "verificationMaterial.certificate.",
      "verificationMaterial.x509CertificateChain.", "verificationMaterial.tlogEntries."};
  return std::ranges::any_of(kOpen, [&](std::string_view one) { return path.starts_with(one); });
}

bool check_form(const Bundle& bundle, std::vector<Check>& checks) {
  constexpr const char* kId = "bundle-form";
  if (!is_bare(bundle) && std::ranges::find(kMediaTypes, bundle.media_type) == kMediaTypes.end()) {
    refuse(checks, kId, "nobody here knows bundles of the type " + bundle.media_type);
    return false;
  }
  for (const std::string& member : bundle.unknown) {
    if (is_open(member)) {
      warn(checks, "bundle-unknown", "nobody here knows the bundle's member " + member);
    } else {
      refuse(checks, kId, "the bundle has a member that nobody here knows: " + member);
      return false;
    }
  }
  if (bundle.envelope && !is_bare(bundle) && bundle.envelope->signatures.size() != 1) {
    refuse(checks, kId,
           "the bundle's envelope has " + std::to_string(bundle.envelope->signatures.size()) +
               " signatures instead of one");
    return false;
  }
  pass(checks, kId,
       is_bare(bundle) ? "a DSSE envelope, read to its end" : "a Sigstore bundle, read to its end");
  if (!bundle.envelope) return true;
  if (bundle.envelope->payload_type != signature::kInTotoPayload) {
    refuse(
        checks, "payload-type",
        "the payload is of the type " + bundle.envelope->payload_type + ", no in-toto statement");
    return false;
  }
  pass(checks, "payload-type", "the payload is an in-toto statement");
  return true;
}

// Whether the bundle's signature is by `key`, in the encoding of today or that of 0.2.0.
enum class Match { none, good, v02 };
Match match(const Bundle& bundle, std::string_view message, const PublicKey& key) {
  if (!bundle.envelope) {
    return bundle.message && key.verify(message, bundle.message->signature) ? Match::good
                                                                            : Match::none;
  }
  if (verify_envelope(*bundle.envelope, key)) return Match::good;
  const std::string old = pae_of_v02(bundle.envelope->payload_type, bundle.envelope->payload);
  for (const signature::DsseSignature& one : bundle.envelope->signatures) {
    if (key.verify_sha256(old, one.signature)) return Match::v02;
  }
  return Match::none;
}

bool check_signature(const Bundle& bundle, std::string_view message, const PublicKey& key,
                     std::vector<Check>& checks) {
  constexpr const char* kId = "envelope-signature";
  switch (match(bundle, message, key)) {
    case Match::none:
      refuse(checks, kId, "the signature is not by this key over this content");
      return false;
    case Match::v02:
      warn(checks, "envelope-encoding",
           "the payload was signed in the faulty encoding of model-signing 0.2.0; sign it again");
      [[fallthrough]];
    case Match::good:
      pass(checks, kId, "the signature is by this key over this content");
  }
  return true;
}

bool is_keyless(const Bundle& bundle) {
  return !bundle.certificate.empty() || (!bundle.chain.empty() && !bundle.log_entries.empty());
}

Signer signer_of(const PublicKey& key) {
  Signer signer;
  signer.kind = "key";
  signer.key = key.fingerprint();
  return signer;
}

Signer signer_of_certificate(std::string_view der) {
  Signer signer;
  signer.kind = "certificate";
  if (const auto about = describe_certificate(der)) {
    signer.identity = about->name.empty() ? about->subject : about->name;
    signer.issuer = about->issuer;
  }
  if (const auto key = key_of_certificate(der)) signer.key = key->fingerprint();
  return signer;
}

// What an older signature brings along is PEM or DER.
std::expected<PublicKey, std::string> raw_key(const Bundle& bundle) {
  return bundle.raw_key.starts_with("-----") ? PublicKey::from_pem(bundle.raw_key)
                                             : PublicKey::from_der(bundle.raw_key);
}

std::string claimed_key(const Bundle& bundle) {
  if (!bundle.key_hint.empty()) return bundle.key_hint;
  if (bundle.raw_key.empty()) return {};
  const auto key = raw_key(bundle);
  return key ? key->fingerprint() : "unreadable";
}

// By a key that was given.
Vouched by_key(const Bundle& bundle, std::string_view message, const Trust& trust,
               std::vector<Check>& checks) {
  Vouched out;
  const std::string claimed = claimed_key(bundle);
  out.signer.kind = "key";
  out.signer.key = claimed;
  if (trust.keys.empty()) return out;
  out.anchored = true;
  const TrustedKey* chosen = nullptr;
  for (const TrustedKey& one : trust.keys) {
    if (claimed.empty() ? match(bundle, message, one.key) != Match::none
                        : one.key.fingerprint() == claimed) {
      chosen = &one;
      break;
    }
  }
  if (!claimed.empty()) {
    if (chosen == nullptr) {
      refuse(checks, "key-hint",
             "the signature names the key " + claimed + ", and the given one is " +
                 trust.keys.front().key.fingerprint());
      return out;
    }
    pass(checks, "key-hint", "the signature names the given key");
  }
  if (chosen == nullptr) chosen = &trust.keys.front();
  out.signer = signer_of(chosen->key);
  out.signer.identity = chosen->name;
  if (!check_signature(bundle, message, chosen->key, checks)) return out;
  if (chosen->retired != 0) {
    warn(checks, "key-retired",
         "the key " + chosen->name + " was retired at " +
             base::format_utc(chosen->retired).substr(0, 19) +
             "Z, and nothing that can be trusted says when it signed");
  }
  pass(checks, "trust-anchor", "the key was given");
  return out;
}

Vouched by_chain(const Bundle& bundle, std::string_view message, const Trust& trust,
                 std::vector<Check>& checks) {
  Vouched out;
  out.signer = signer_of_certificate(bundle.chain.front());
  out.anchored = !trust.roots.empty();
  std::optional<PublicKey> key;
  if (out.anchored) {
    key = verify_chain(bundle.chain, trust.roots, trust.at.value_or(trust.now),
                       trust.at.has_value(), checks);
  } else if (auto own = key_of_certificate(bundle.chain.front())) {
    key = std::move(*own);
  } else {
    refuse(checks, "certificate-chain", "the certificate " + own.error());
  }
  if (!key) return out;
  const bool good = check_signature(bundle, message, *key, checks);
  if (good && out.anchored) pass(checks, "trust-anchor", "the roots were given");
  return out;
}

Vouched by_identity(const Bundle& bundle, std::string_view message, const Trust& trust,
                    std::vector<Check>& checks) {
  Vouched out;
  const std::string& leaf = bundle.certificate.empty() ? bundle.chain.front() : bundle.certificate;
  out.signer = signer_of_certificate(leaf);
  out.signer.kind = "keyless";
  if (trust.expected.identity.empty()) return out;
  if (!trust.root) {
    refuse(checks, "trusted-root",
           "a keyless signature is checked with the keys of its authorities (--trusted-root FILE)");
    out.anchored = true;
    return out;
  }
  out.anchored = true;
  const std::string bytes = bundle.envelope
                                ? pae(bundle.envelope->payload_type, bundle.envelope->payload)
                                : std::string(message);
  auto keyless = sigstore::verify_keyless(bundle, bytes, *trust.root, trust.expected, trust.now);
  std::ranges::move(keyless.checks, std::back_inserter(checks));
  out.signer = std::move(keyless.signer);
  return out;
}

bool message_matches(const Bundle& bundle, std::string_view message, std::vector<Check>& checks) {
  if (!bundle.message || bundle.message->digest.empty()) return true;
  constexpr const char* kId = "message-digest";
  if (bundle.message->digest_algorithm != "SHA2_256") {
    refuse(checks, kId,
           "the digest is of the kind " + bundle.message->digest_algorithm +
               ", and SHA2_256 can be computed here");
    return false;
  }
  const base::Digest digest = base::sha256(message);
  if (bundle.message->digest != std::string(digest.begin(), digest.end())) {
    refuse(checks, kId, "the file is not the one that was signed");
    return false;
  }
  pass(checks, kId, "the file has the digest that the signature names");
  return true;
}

}  // namespace

Vouched verify_signature(const Bundle& bundle, std::string_view message, const Trust& trust,
                         std::vector<Check>& checks) {
  if (!check_form(bundle, checks) || !message_matches(bundle, message, checks)) return {};
  Vouched out = is_keyless(bundle)      ? by_identity(bundle, message, trust, checks)
                : !bundle.chain.empty() ? by_chain(bundle, message, trust, checks)
                                        : by_key(bundle, message, trust, checks);
  if (out.anchored) return out;
  std::string wanted = is_keyless(bundle)      ? "--identity, --issuer and --trusted-root"
                       : !bundle.chain.empty() ? "--certificate-roots"
                                               : "--key";
  refuse(checks, "trust-anchor",
         trust.any()
             ? "what was given cannot vouch for this kind of signature, which needs " + wanted
             : "nobody vouches: whoever trusts the signer says so with " + wanted);
  return out;
}

}  // namespace bartizan::assure::sign
