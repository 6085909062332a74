#include "server/auth/totp.h"

#include "server/auth/secret.h"

namespace bartizan::server {
namespace {

constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryHalf = 5;

std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace

std::string new_totp_secret() { return random_bytes(kTotpSecretBytes); }

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::string counter;
  for (int shift = 56; shift >= 0; shift -= 8) counter += static_cast<char>(step >> shift & 0xff);
  const std::string hash = hmac_sha1(secret, counter);
  // RFC 4226, section 5.3: four bytes from where the last half byte says.
  const auto at = static_cast<std::size_t>(hash.back() & 15);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(hash[at + i]);
  value &= 0x7fffffff;
  std::string code(kTotpDigits, '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, value /= 10) {
    *digit = static_cast<char>('0' + value % 10);
  }
  return code;
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code,
                                      base::Millis now) {
  std::optional<std::int64_t> found;
  const std::int64_t middle = now / kTotpStep;
  for (std::int64_t step = middle - kTotpWindow; step <= middle + kTotpWindow; ++step) {
    if (same_secret(totp_code(secret, step), code)) found = step;
  }
  return found;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + escaped(issuer) + ":" + escaped(account) +
         "?secret=" + base32(secret) + "&issuer=" + escaped(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const std::string text = plain_recovery_code(base32(random_bytes(7)));
    codes.push_back(text.substr(0, kRecoveryHalf) + "-" +
                    text.substr(kRecoveryHalf, kRecoveryHalf));
  }
  return codes;
}

std::string plain_recovery_code(std::string_view code) {
  std::string out;
  for (const char c : code) {
    if (c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace bartizan::server
