// Any bytes as what a browser says of a passkey, in answer to a question that was asked: nobody
// signs in without the key's signature, and what is registered is one of the algorithms known here,
// with the id that was named.
#include <array>

#include "server/auth/passkey.h"
#include "text/check_fuzz.h"

namespace {

using namespace bartizan;
using namespace bartizan::server;

constexpr base::Millis kNow = 1'790'000'000'000;
// x and y of P-256's generator (SEC 2, 2.4.2): a key whose private half is 1.
constexpr std::string_view kKey =
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

std::string client_data(std::string_view type, const std::string& challenge,
                        std::string_view more) {
  return "{\"type\":\"" + std::string(type) + "\",\"challenge\":\"" + challenge +
         "\",\"origin\":\"https://ai.example.org\"" + std::string(more) + "}";
}

}  // namespace

// The first byte: whether the client's data is ours with something behind it, or any bytes. Then a
// length and so many bytes, twice: the id, the client's data; the rest is the authenticator's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = text::fuzz_text(data, size);
  if (input.size() < 3) return 0;
  static const ServerKey key(std::string(32, 'k'));
  Passkeys passkeys(key);
  if (!passkeys.available()) return 0;
  const RelyingParty party{"ai.example.org", "https://ai.example.org"};
  std::string_view rest = std::string_view(input).substr(1);
  std::array<std::string_view, 2> parts;
  for (std::string_view& part : parts) {
    const std::size_t length = rest.empty() ? 0 : static_cast<unsigned char>(rest[0]);
    rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
    part = rest.substr(0, std::min(length, rest.size()));
    rest.remove_prefix(part.size());
  }
  const bool ours = (input[0] & 1) != 0;
  const auto client = [&](std::string_view type, const std::string& challenge) {
    return ours ? client_data(type, challenge, parts[1]) : std::string(parts[1]);
  };
  const std::string id = base64url(parts[0]), authenticator = base64url(rest);
  const std::string asked = passkeys.challenge("register", "account_1", kNow);
  const auto made =
      passkeys.check(NewPasskey{id, base64url(client("webauthn.create", asked)), authenticator},
                     party, "account_1", kNow);
  if (made) {
    BZ_CHECK(ours && made->id == id && !made->public_key.empty());
    BZ_CHECK(made->algorithm == -7 || made->algorithm == -8 || made->algorithm == -257);
    // The question is used up.
    BZ_CHECK(
        !passkeys.check(NewPasskey{id, base64url(client("webauthn.create", asked)), authenticator},
                        party, "account_1", kNow));
  } else {
    BZ_CHECK(!made.error().empty());
  }
  const std::string login = passkeys.challenge("login", "", kNow);
  for (const std::int64_t algorithm : {-7, -8, -257, 0}) {
    const auto entered = passkeys.check(
        PasskeyProof{id, base64url(client("webauthn.get", login)), authenticator, id}, party,
        algorithm, kKey, kNow);
    BZ_CHECK(!entered && !entered.error().empty());
  }
  // As they come, without any encoding.
  (void)passkeys.check(NewPasskey{input, input, input}, party, "", kNow);
  (void)can_have_passkeys(input);
  return 0;
}
