// Passkeys: what a software authenticator answers is taken, and every change of it refused.
#include "server/auth/passkey.h"

#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "base/hash.h"
#include "server/auth/fido.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kNow = 1'790'000'000'000;
constexpr unsigned char kVerified = 0x05;  // present and verified

std::string bytes_of(const base::Digest& digest) {
  return std::string(digest.begin(), digest.end());
}

// P-256, no attestation: what browsers make of most passkeys.
class Authenticator {
 public:
  Authenticator() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free) {}

  std::string data(const std::string& rp, unsigned char flags, std::uint32_t counter,
                   bool with_credential) const {
    std::string out = bytes_of(base::sha256(rp));
    out += static_cast<char>(with_credential ? flags | 0x40 : flags);
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(counter >> shift & 0xff);
    if (!with_credential) return out;
    out += std::string(16, '\0');  // AAGUID
    out += '\0';
    out += static_cast<char>(id.size());
    out += id;
    std::string point(65, '\0');
    std::size_t length = 0;
    REQUIRE(EVP_PKEY_get_octet_string_param(
                key_.get(), OSSL_PKEY_PARAM_PUB_KEY,
                static_cast<unsigned char*>(static_cast<void*>(point.data())), point.size(),
                &length) == 1);
    REQUIRE(length == 65);
    // COSE (RFC 9053): EC2, ES256, P-256, x, y.
    out += std::string("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10) + point.substr(1, 32);
    out += std::string("\x22\x58\x20", 3) + point.substr(33, 32);
    return out;
  }
  std::string sign(const std::string& data, const std::string& client) const {
    const std::string text = data + bytes_of(base::sha256(client));
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    std::string out(80, '\0');
    std::size_t size = out.size();
    const auto* in = static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
    auto* to = static_cast<unsigned char*>(static_cast<void*>(out.data()));
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    REQUIRE(EVP_DigestSign(context.get(), to, &size, in, text.size()) == 1);
    out.resize(size);
    return out;
  }

  const std::string id = "credential-of-the-test";

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

std::string client_data(const std::string& type, const std::string& challenge,
                        const std::string& origin, const std::string& more = "") {
  return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin +
         R"(","crossOrigin":false)" + more + "}";
}

struct Fixture {
  ServerKey key{std::string(32, 'k')};
  Passkeys passkeys{key};
  Authenticator authenticator;
  RelyingParty party{"ai.example.org", "https://ai.example.org"};

  std::expected<Registered, std::string> add(const std::string& client, const std::string& data,
                                             base::Millis now = kNow) {
    return passkeys.check(
        NewPasskey{base64url(authenticator.id), base64url(client), base64url(data)}, party,
        "account_1", now);
  }
  Registered registered() {
    const std::string challenge = passkeys.challenge("register", "account_1", kNow);
    const auto made = add(client_data("webauthn.create", challenge, party.origin),
                          authenticator.data(party.id, kVerified, 7, true));
    REQUIRE_MESSAGE(made.has_value(), made.error());
    return *made;
  }
  std::expected<std::int64_t, std::string> use(const Registered& made, const std::string& client,
                                               const std::string& data,
                                               const std::string& signature,
                                               base::Millis now = kNow) {
    return passkeys.check(
        PasskeyProof{made.id, base64url(client), base64url(data), base64url(signature)}, party,
        made.algorithm, made.public_key, now);
  }
};

TEST_CASE("a passkey is registered and signs in") {
  if (fido() == nullptr) return;
  Fixture f;
  const Registered made = f.registered();
  CHECK(made.id == base64url(f.authenticator.id));
  CHECK(made.algorithm == COSE_ES256);
  CHECK(made.counter == 7);
  const std::string client = client_data("webauthn.get", f.passkeys.challenge("login", "", kNow),
                                         f.party.origin, R"(,"extra":"as browsers add")");
  const std::string data = f.authenticator.data(f.party.id, kVerified, 8, false);
  const auto counter = f.use(made, client, data, f.authenticator.sign(data, client));
  REQUIRE_MESSAGE(counter.has_value(), counter.error());
  CHECK(*counter == 8);
  // The same answer once more, as a thief of it would send.
  CHECK_FALSE(f.use(made, client, data, f.authenticator.sign(data, client)).has_value());
}

TEST_CASE("an answer to another question is no registration") {
  if (fido() == nullptr) return;
  Fixture f;
  const std::string good = f.authenticator.data(f.party.id, kVerified, 0, true);
  const auto fresh = [&] { return f.passkeys.challenge("register", "account_1", kNow); };
  const auto client = [&](const std::string& challenge) {
    return client_data("webauthn.create", challenge, f.party.origin);
  };
  CHECK_FALSE(f.add(client("AAAA"), good));
  CHECK_FALSE(f.add(client(f.passkeys.challenge("login", "", kNow)), good));
  CHECK_FALSE(f.add(client(f.passkeys.challenge("register", "account_2", kNow)), good));
  CHECK_FALSE(f.add(client(fresh()), good, kNow + Passkeys::kChallengeLife + 1));
  CHECK_FALSE(f.add(client_data("webauthn.get", fresh(), f.party.origin), good));
  CHECK_FALSE(f.add(client_data("webauthn.create", fresh(), "https://evil.invalid"), good));
  CHECK_FALSE(f.add(client(fresh()), f.authenticator.data("evil.invalid", kVerified, 0, true)));
  CHECK_FALSE(f.add(client(fresh()), f.authenticator.data(f.party.id, 0x01, 0, true)));
  CHECK_FALSE(f.add(client(fresh()), f.authenticator.data(f.party.id, 0x04, 0, true)));
  CHECK_FALSE(f.add(client(fresh()), f.authenticator.data(f.party.id, kVerified, 0, false)));
  CHECK_FALSE(f.add("no JSON", good));
  CHECK_FALSE(f.add(client(fresh()), ""));
  // Whatever is cut off of it.
  for (std::size_t size = 0; size < good.size(); size += 7) {
    CHECK_FALSE(f.add(client(fresh()), good.substr(0, size)));
  }
  CHECK(f.add(client(fresh()), good).has_value());
}

TEST_CASE("whatever is changed, nobody signs in") {
  if (fido() == nullptr) return;
  Fixture f;
  const Registered made = f.registered();
  const auto client = [&] {
    return client_data("webauthn.get", f.passkeys.challenge("login", "", kNow), f.party.origin);
  };
  const std::string data = f.authenticator.data(f.party.id, kVerified, 8, false);
  const std::string text = client();
  const std::string signature = f.authenticator.sign(data, text);
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(f.use(made, text, data, changed));
  }
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::string changed = data;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(f.use(made, text, changed, signature));
  }
  const std::string other = client();
  CHECK_FALSE(f.use(made, other, data, signature));
  const Authenticator stranger;
  CHECK_FALSE(f.use(made, text, data, stranger.sign(data, text)));
  const std::string unverified = f.authenticator.data(f.party.id, 0x01, 8, false);
  CHECK_FALSE(f.use(made, text, unverified, f.authenticator.sign(unverified, text)));
  Registered wrong = made;
  wrong.algorithm = COSE_RS256;
  CHECK_FALSE(f.use(wrong, text, data, signature));
  CHECK(f.use(made, text, data, signature).has_value());
}

TEST_CASE("addresses have no passkeys") {
  CHECK(can_have_passkeys("localhost"));
  CHECK(can_have_passkeys("ai.example.org"));
  CHECK_FALSE(can_have_passkeys("127.0.0.1"));
  CHECK_FALSE(can_have_passkeys("[::1]"));
  CHECK_FALSE(can_have_passkeys(""));
}

}  // namespace
}  // namespace bartizan::server
