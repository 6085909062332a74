// Secrets of webhooks: one file (0600) a target in the folder of keys, outside the database.
//
// Whoever has the database alone cannot sign as this installation; a backup holds both. Errors are
// sentences for people. One thread for each target.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace bartizan::run {

// At least 16 and at most 256 printable characters; what is wrong with it, empty for a good one.
std::string why_no_secret(std::string_view secret);
// 256 random bits, 64 hexadecimal digits.
std::string new_webhook_secret();

// `store`: its place. Replaces the one that is there.
std::expected<void, std::string> keep_webhook_secret(const std::string& store,
                                                     const std::string& target,
                                                     std::string_view secret);
std::expected<std::string, std::string> webhook_secret(const std::string& store,
                                                       const std::string& target);
void forget_webhook_secret(const std::string& store, const std::string& target);

// HMAC-SHA-256 (RFC 2104), 64 hexadecimal digits.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace bartizan::run
