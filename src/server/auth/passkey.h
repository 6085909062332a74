// Passkeys: what WebAuthn answers, checked (W3C Web Authentication Level 2, sections 7.1 and 7.2).
//
// What it is: challenges that carry their own proof, the checks of type, challenge, origin, relying
// party, user presence and verification, and the signature, by libfido2. The library is opened when
// a passkey is first used, so that nothing else depends on it, starts slower or has its code in
// the workers; where it is missing, passkeys are. What it is not: the memory of counters (store),
// or attestation: who made an authenticator is not asked. Thread-safe.
#pragma once

#include <cstdint>
#include <expected>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/time.h"
#include "server/auth/secret.h"

namespace bartizan::server {

// Whom an answer must be for.
struct RelyingParty {
  std::string id;      // host name without port: "localhost", "ai.example.org"
  std::string origin;  // "https://ai.example.org", with its port
};
// Authenticators know names, not addresses (Level 2, section 5.1.2).
bool can_have_passkeys(std::string_view host);

struct Registered {
  std::string id;  // base64url
  std::int64_t algorithm = 0;
  std::string public_key;  // hexadecimal
  std::int64_t counter = 0;
};

// All members base64url, as browsers give them.
struct NewPasskey {
  std::string id, client_data, authenticator_data;
};
struct PasskeyProof {
  std::string id, client_data, authenticator_data, signature;
};

class Passkeys {
 public:
  static constexpr base::Millis kChallengeLife = 5 * 60'000;  // Level 2, section 5.1.3

  explicit Passkeys(const ServerKey& key) : key_(key) {}

  bool available();  // whether libfido2 is there
  // Bound to a purpose ("register", "login") and an account, which may be empty.
  std::string challenge(std::string_view purpose, std::string_view account, base::Millis now) const;
  // The errors are sentences for people.
  std::expected<Registered, std::string> check(const NewPasskey& made, const RelyingParty& party,
                                               std::string_view account, base::Millis now);
  // The counter of the authenticator.
  std::expected<std::int64_t, std::string> check(const PasskeyProof& proof,
                                                 const RelyingParty& party, std::int64_t algorithm,
                                                 std::string_view public_key, base::Millis now);

 private:
  // Whether it was given out for this, is fresh and was not used; uses it up.
  bool take_challenge(std::string_view challenge, std::string_view purpose,
                      std::string_view account, base::Millis now);
  std::expected<std::string, std::string> check_client_data(std::string_view encoded,
                                                            std::string_view type,
                                                            const RelyingParty& party) const;
  std::string proof_of(std::string_view purpose, std::string_view account,
                       std::string_view body) const;

  const ServerKey& key_;
  std::mutex mutex_;
  // Challenges whose answer was right, until they expire; an answer that is wrong takes no room.
  std::set<std::pair<base::Millis, std::string>> used_;
};

}  // namespace bartizan::server
