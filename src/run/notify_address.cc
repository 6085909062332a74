#include "run/notify_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <span>

#include "base/escape.h"

namespace bartizan::run {
namespace {

constexpr std::size_t kMostAddress = 2000;

using Bytes = std::array<std::uint8_t, 16>;

// An address in 16 bytes, those of IPv4 as ::ffff:0:0/96 (RFC 4291, 2.5.5.2).
std::optional<Bytes> bytes_of(const std::string& address) {
  Bytes bytes{};
  in_addr four{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) {
    const std::uint32_t host = ntohl(four.s_addr);
    bytes[10] = bytes[11] = 0xff;
    for (unsigned i = 0; i < 4; ++i) {
      bytes[12 + i] = static_cast<std::uint8_t>(host >> (24 - 8 * i));
    }
    return bytes;
  }
  in6_addr six{};
  const std::string plain = address.substr(0, address.find('%'));
  if (::inet_pton(AF_INET6, plain.c_str(), &six) != 1) return std::nullopt;
  std::ranges::copy(six.s6_addr, bytes.begin());
  return bytes;
}

struct Net {
  const char* prefix;
  unsigned bits;
  bool link;  // reached where `link_local` was asked for
  const char* what;
};
// RFC 6890 and the metadata services of clouds (their own documentation, 2026-11).
constexpr std::array kRefused{
    Net{"0.0.0.0", 8, false, "no address of a host"},
    Net{"224.0.0.0", 4, false, "an address of many hosts"},
    Net{"240.0.0.0", 4, false, "no address of a host"},
    Net{"::", 128, false, "no address of a host"},
    Net{"ff00::", 8, false, "an address of many hosts"},
    Net{"169.254.0.0", 16, true, "an address of the link itself, where clouds keep credentials"},
    Net{"fe80::", 10, true, "an address of the link itself"},
    Net{"fd00:ec2::254", 128, true, "where a cloud keeps credentials"},
    Net{"100.100.100.200", 32, true, "where a cloud keeps credentials"},
    Net{"192.0.0.192", 32, true, "where a cloud keeps credentials"}};

bool begins_with(const Bytes& address, const Bytes& net, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned mask = 0x80U >> (i % 8);
    if ((address[i / 8] & mask) != (net[i / 8] & mask)) return false;
  }
  return true;
}

bool is_four(const Bytes& bytes) {
  static const Bytes mapped = *bytes_of("::ffff:0:0");
  return begins_with(bytes, mapped, 96);
}

// What a gateway makes of it: NAT64 (RFC 6052) and 6to4 (RFC 3056) hold an address of IPv4.
Bytes unwrapped(const Bytes& bytes) {
  static const Bytes nat64 = *bytes_of("64:ff9b::");
  const auto four_at = [&](std::size_t first) {
    Bytes out{};
    out[10] = out[11] = 0xff;
    for (std::size_t i = 0; i < 4; ++i) out[12 + i] = bytes[first + i];
    return out;
  };
  if (begins_with(bytes, nat64, 96)) return four_at(12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return four_at(2);
  return bytes;
}

bool is_loopback(const std::string& address) {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  static const Bytes six = *bytes_of("::1"), four = *bytes_of("127.0.0.0");
  return *bytes == six || (is_four(*bytes) && begins_with(*bytes, four, 96 + 8));
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), port);
  if (error != std::errc() || end != text.end() || port == 0) return std::nullopt;
  return port;
}

// "host", "host:1", "[::1]", "[::1]:1".
bool split_host(std::string_view text, std::string& host, std::uint16_t& port) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos) return false;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    in6_addr six{};
    if (::inet_pton(AF_INET6, host.c_str(), &six) != 1) return false;
  } else {
    const std::size_t colon = text.find(':');
    host = text.substr(0, colon);
    rest = colon == text.npos ? std::string_view() : text.substr(colon);
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '.' || c == '_';
    };
    if (host.empty() || host.size() > 253 || !std::ranges::all_of(host, fits)) return false;
    // "127.1", "0x7f000001" and the like: other programs read them otherwise.
    const std::string_view name = host;
    const std::string_view last = name.substr(name.rfind('.') + 1);
    in_addr four{};
    if (!last.empty() && last.front() >= '0' && last.front() <= '9' &&
        ::inet_pton(AF_INET, host.c_str(), &four) != 1) {
      return false;
    }
  }
  if (rest.empty()) return true;
  const auto given = rest.starts_with(':') ? port_of(rest.substr(1)) : std::nullopt;
  if (given) port = *given;
  return given.has_value();
}

}  // namespace

std::expected<WebhookAddress, std::string> webhook_address(std::string_view url) {
  WebhookAddress address;
  address.secure = url.starts_with("https://");
  if (!address.secure && !url.starts_with("http://")) {
    return std::unexpected("a webhook begins with https://");
  }
  if (url.size() > kMostAddress ||
      !std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; })) {
    return std::unexpected("the address has blanks or characters that belong into no address");
  }
  if (url.find('#') != url.npos) {
    return std::unexpected("what is behind # is sent to nobody; leave it out");
  }
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.contains('@')) {
    return std::unexpected("the address has a user's name in it; the signature says who sends");
  }
  address.port = address.secure ? 443 : 80;
  if (!split_host(authority, address.host, address.port)) {
    return std::unexpected("the address names no host, as in https://example.org/hook");
  }
  if (!address.secure && address.host != "localhost" && !is_loopback(address.host)) {
    return std::unexpected(
        "http lets others read what is told; only https goes to another machine");
  }
  return address;
}

std::expected<SyslogAddress, std::string> syslog_address(std::string_view text) {
  SyslogAddress address;
  if (text.starts_with("unix:/") && text.size() - 5 < sizeof(sockaddr_un::sun_path)) {
    address.path = text.substr(5);
    return address;
  }
  if (text.starts_with("udp:") && split_host(text.substr(4), address.host, address.port)) {
    return address;
  }
  return std::unexpected("write it as unix:/dev/log or udp:HOST:514");
}

std::string why_not_reached(const std::string& address, bool link_local) {
  const auto bytes = bytes_of(address);
  if (!bytes) return base::escape_name(address) + " is no address";
  for (const Bytes& one : {*bytes, unwrapped(*bytes)}) {
    for (const Net& net : kRefused) {
      if (net.link && link_local) continue;
      const Bytes prefix = *bytes_of(net.prefix);
      const bool four = is_four(prefix);
      if (four && !is_four(one)) continue;
      if (begins_with(one, prefix, four ? 96 + net.bits : net.bits)) {
        return address + " is " + net.what;
      }
    }
  }
  return {};
}

std::expected<std::vector<std::string>, std::string> resolved(const std::string& host,
                                                              std::uint16_t port, bool link_local,
                                                              bool only_loopback) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
      error != 0) {
    return std::unexpected("the host " + host + " is not known (" + ::gai_strerror(error) + ")");
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  std::vector<std::string> all;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    std::string address(text.data());
    if (std::string why = why_not_reached(address, link_local); !why.empty()) {
      return std::unexpected("the host " + host + " is not reached: " + why);
    }
    if (only_loopback && !is_loopback(address)) {
      return std::unexpected("the host " + host + " is not this machine, which takes https");
    }
    if (std::ranges::find(all, address) == all.end()) all.push_back(std::move(address));
  }
  if (all.empty()) return std::unexpected("the host " + host + " has no address");
  return all;
}

}  // namespace bartizan::run
