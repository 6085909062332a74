// Addresses of those who are told: what may be reached, and what may not.
//
// What it is: the parts of a webhook's or syslog's address, and the addresses of its host once the
// names were asked for, checked one by one: the link's own (where clouds keep credentials), none
// and many are refused. Who connects uses exactly these, so that a name cannot change its mind.
// What it is not: a list of who is meant: administrators name targets. Errors are sentences.
// Thread-safe.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::run {

struct WebhookAddress {
  bool secure = true;  // https
  std::string host;    // a name, or an address without brackets
  std::uint16_t port = 0;
};
// https://..., or http://... to this machine.
std::expected<WebhookAddress, std::string> webhook_address(std::string_view url);

struct SyslogAddress {
  std::string path;          // of a socket: "unix:/dev/log"
  std::string host;          // or a host: "udp:HOST:PORT"
  std::uint16_t port = 514;  // RFC 5426
};
std::expected<SyslogAddress, std::string> syslog_address(std::string_view text);

// Numeric addresses, at least one. Fails when one of them may not be reached. `only_loopback`: when
// one of them is not this machine.
std::expected<std::vector<std::string>, std::string> resolved(const std::string& host,
                                                              std::uint16_t port, bool link_local,
                                                              bool only_loopback);
// Why a numeric address may not be reached; empty for one that may.
std::string why_not_reached(const std::string& address, bool link_local);

}  // namespace bartizan::run
