#include "server/auth/passkey.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "base/hash.h"
#include "server/auth/fido.h"
#include "text/base64.h"
#include "text/tree.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kProofDigits = 32;  // of the HMAC: 128 bits
// Nothing that an authenticator says of itself is longer.
constexpr std::size_t kMostData = 64 * 1024;
// Level 2, section 6.1: 32 bytes of hash, one of flags, four of the counter.
constexpr std::size_t kFlagsAt = 32;
constexpr std::size_t kHeadBytes = 37;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr std::array<std::int64_t, 3> kAlgorithms{COSE_ES256, COSE_EDDSA, COSE_RS256};

const char* const kMissing = "Passkeys need the library libfido2, which is not installed here.";
const char* const kNotRead = "The answer of the passkey could not be read.";

std::span<const unsigned char> octets(std::string_view text) {
  return {static_cast<const unsigned char*>(static_cast<const void*>(text.data())), text.size()};
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(static_cast<const void*>(bytes)), size);
}

std::optional<std::string> decoded(std::string_view text) {
  if (text.size() > kMostData) return std::nullopt;
  return text::decode_base64(text);
}

// libfido2 takes the authenticator data as it is, but checks it only beside a signature.
std::string check_head(std::string_view data, const RelyingParty& party) {
  if (data.size() < kHeadBytes) return kNotRead;
  const base::Digest wanted = base::sha256(party.id);
  const auto digest = octets(data).first(wanted.size());
  if (!std::ranges::equal(digest, wanted)) return "The passkey is one for another server.";
  const auto flags = static_cast<unsigned char>(data[kFlagsAt]);
  if ((flags & kUserPresent) == 0 || (flags & kUserVerified) == 0) {
    return "The passkey did not verify who used it (PIN, finger or face).";
  }
  return {};
}

using Credential = std::unique_ptr<fido_cred_t, void (*)(fido_cred_t*)>;
Credential new_credential(const Fido& fido) {
  static const Fido* of = &fido;
  return {fido.cred_new(), [](fido_cred_t* one) { of->cred_free(&one); }};
}
using Assertion = std::unique_ptr<fido_assert_t, void (*)(fido_assert_t*)>;
Assertion new_assertion(const Fido& fido) {
  static const Fido* of = &fido;
  return {fido.assert_new(), [](fido_assert_t* one) { of->assert_free(&one); }};
}

// One kind of key: made, filled, used, freed.
template <typename Key>
int verify_with(const Fido& fido, fido_assert_t* assertion, int algorithm, std::string_view bytes,
                Key* (*make)(), int (*fill)(Key*, const void*, std::size_t), void (*drop)(Key**)) {
  Key* key = make();
  int result = key == nullptr ? FIDO_ERR_INTERNAL : fill(key, bytes.data(), bytes.size());
  if (result == FIDO_OK) result = fido.assert_verify(assertion, 0, algorithm, key);
  drop(&key);
  return result;
}

int verify(const Fido& fido, fido_assert_t* assertion, std::int64_t algorithm,
           std::string_view key) {
  switch (algorithm) {
    case COSE_ES256:
      return verify_with(fido, assertion, COSE_ES256, key, fido.es256_new, fido.es256_from_ptr,
                         fido.es256_free);
    case COSE_EDDSA:
      return verify_with(fido, assertion, COSE_EDDSA, key, fido.eddsa_new, fido.eddsa_from_ptr,
                         fido.eddsa_free);
    case COSE_RS256:
      return verify_with(fido, assertion, COSE_RS256, key, fido.rs256_new, fido.rs256_from_ptr,
                         fido.rs256_free);
    default:
      return FIDO_ERR_UNSUPPORTED_OPTION;
  }
}

}  // namespace

bool can_have_passkeys(std::string_view host) {
  if (host.empty() || host.find(':') != host.npos) return false;
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && !std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

bool Passkeys::available() { return fido() != nullptr; }

std::string Passkeys::proof_of(std::string_view purpose, std::string_view account,
                               std::string_view body) const {
  return key_.digest("passkey " + std::string(purpose) + ' ' + std::string(account), body)
      .substr(0, kProofDigits);
}

std::string Passkeys::challenge(std::string_view purpose, std::string_view account,
                                base::Millis now) const {
  std::string body = random_bytes(kNonceBytes);
  for (int shift = 56; shift >= 0; shift -= 8) {
    body += static_cast<char>(static_cast<std::uint64_t>(now) >> shift & 0xff);
  }
  return base64url(body + proof_of(purpose, account, body));
}

bool Passkeys::take_challenge(std::string_view challenge, std::string_view purpose,
                              std::string_view account, base::Millis now) {
  const auto whole = decoded(challenge);
  constexpr std::size_t kBody = kNonceBytes + 8;
  if (!whole || whole->size() != kBody + kProofDigits) return false;
  const std::string_view body = std::string_view(*whole).substr(0, kBody);
  if (!same_secret(std::string_view(*whole).substr(kBody), proof_of(purpose, account, body))) {
    return false;
  }
  std::uint64_t at = 0;
  for (const char c : body.substr(kNonceBytes)) at = at << 8 | static_cast<unsigned char>(c);
  const auto made = static_cast<base::Millis>(at);
  if (made > now || now - made > kChallengeLife) return false;
  const std::lock_guard lock(mutex_);
  while (!used_.empty() && now - used_.begin()->first > kChallengeLife) {
    used_.erase(used_.begin());
  }
  return used_.emplace(made, body).second;
}

// The challenge that it answers.
std::expected<std::string, std::string> Passkeys::check_client_data(
    std::string_view encoded, std::string_view type, const RelyingParty& party) const {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto data = text::parse_json(encoded, budget);
  if (!data || !data->is_object()) return std::unexpected(kNotRead);
  if (data->string("type") != type) {
    return std::unexpected("The passkey answered another question.");
  }
  if (data->string("origin") != party.origin) {
    return std::unexpected("The passkey was used on another page.");
  }
  if (const text::Node* cross = data->find("crossOrigin"); cross && cross->text == "true") {
    return std::unexpected("The passkey was used inside another page.");
  }
  return std::string(data->string("challenge"));
}

std::expected<Registered, std::string> Passkeys::check(const NewPasskey& made,
                                                       const RelyingParty& party,
                                                       std::string_view account, base::Millis now) {
  const Fido* const library = fido();
  if (library == nullptr) return std::unexpected(kMissing);
  const auto client = decoded(made.client_data);
  const auto data = decoded(made.authenticator_data);
  const auto id = decoded(made.id);
  if (!client || !data || !id) return std::unexpected(kNotRead);
  const auto challenge = check_client_data(*client, "webauthn.create", party);
  if (!challenge) return std::unexpected(challenge.error());
  if (const std::string wrong = check_head(*data, party); !wrong.empty()) {
    return std::unexpected(wrong);
  }
  for (const std::int64_t algorithm : kAlgorithms) {
    const Credential credential = new_credential(*library);
    if (credential == nullptr ||
        library->cred_set_type(credential.get(), static_cast<int>(algorithm)) != FIDO_OK ||
        library->cred_set_authdata_raw(credential.get(), octets(*data).data(), data->size()) !=
            FIDO_OK) {
      continue;
    }
    Registered out;
    const std::string own =
        text_of(library->cred_id_ptr(credential.get()), library->cred_id_len(credential.get()));
    if (own.empty() || own != *id) return std::unexpected(kNotRead);
    out.id = base64url(own);
    out.algorithm = algorithm;
    out.public_key = hex(text_of(library->cred_pubkey_ptr(credential.get()),
                                 library->cred_pubkey_len(credential.get())));
    out.counter = library->cred_sigcount(credential.get());
    if (out.public_key.empty()) return std::unexpected(kNotRead);
    if (!take_challenge(*challenge, "register", account, now)) {
      return std::unexpected("The question to the passkey is too old. Try again.");
    }
    return out;
  }
  return std::unexpected("This kind of passkey is not known here (ES256, EdDSA and RS256 are).");
}

std::expected<std::int64_t, std::string> Passkeys::check(const PasskeyProof& proof,
                                                         const RelyingParty& party,
                                                         std::int64_t algorithm,
                                                         std::string_view public_key,
                                                         base::Millis now) {
  const Fido* const library = fido();
  if (library == nullptr) return std::unexpected(kMissing);
  const auto client = decoded(proof.client_data);
  const auto data = decoded(proof.authenticator_data);
  const auto signature = decoded(proof.signature);
  const auto key = unhex(public_key);
  if (!client || !data || !signature || !key) return std::unexpected(kNotRead);
  const auto challenge = check_client_data(*client, "webauthn.get", party);
  if (!challenge) return std::unexpected(challenge.error());
  if (const std::string wrong = check_head(*data, party); !wrong.empty()) {
    return std::unexpected(wrong);
  }
  const base::Digest hash = base::sha256(*client);
  const Assertion assertion = new_assertion(*library);
  const bool taken =
      assertion != nullptr &&
      library->assert_set_clientdata_hash(assertion.get(), hash.data(), hash.size()) == FIDO_OK &&
      library->assert_set_rp(assertion.get(), party.id.c_str()) == FIDO_OK &&
      library->assert_set_count(assertion.get(), 1) == FIDO_OK &&
      library->assert_set_authdata_raw(assertion.get(), 0, octets(*data).data(), data->size()) ==
          FIDO_OK &&
      library->assert_set_sig(assertion.get(), 0, octets(*signature).data(), signature->size()) ==
          FIDO_OK &&
      library->assert_set_up(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK &&
      library->assert_set_uv(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK;
  if (!taken) return std::unexpected(kNotRead);
  if (verify(*library, assertion.get(), algorithm, *key) != FIDO_OK) {
    return std::unexpected("The signature of the passkey is wrong.");
  }
  if (!take_challenge(*challenge, "login", "", now)) {
    return std::unexpected("The question to the passkey is too old. Try again.");
  }
  return std::int64_t{library->assert_sigcount(assertion.get(), 0)};
}

}  // namespace bartizan::server
