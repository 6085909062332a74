// TOTP: one-time codes of authenticator apps (RFC 6238).
//
// What it is: SHA-1, six digits, 30 seconds: what every app speaks. What it is not: the memory of
// used codes, which the store keeps. Pure functions, except that new ones ask for random bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::server {

inline constexpr base::Millis kTotpStep = 30'000;  // RFC 6238, section 5.2
inline constexpr int kTotpDigits = 6;
// Steps before and after now whose code is taken: for slow typing and clocks that differ.
inline constexpr std::int64_t kTotpWindow = 1;
inline constexpr std::size_t kTotpSecretBytes = 20;  // RFC 4226, section 4, R6

std::string new_totp_secret();  // bytes
std::string totp_code(std::string_view secret, std::int64_t step);
// The step whose code it is, of those around `now`.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code,
                                      base::Millis now);
// What a QR code says (Key Uri Format of Google Authenticator).
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

// Ten codes of 50 bits, "abcde-fghij"; what is kept of one is its digest.
std::vector<std::string> new_recovery_codes();
// As they are compared: lower case, without blanks and hyphens.
std::string plain_recovery_code(std::string_view code);

}  // namespace bartizan::server
