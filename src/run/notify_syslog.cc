#include "run/notify_syslog.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/escape.h"
#include "run/notify_address.h"
#include "sandbox/fd.h"

namespace bartizan::run {
namespace {

constexpr int kDaemon = 3;                  // facility "system daemons" (RFC 5424, 6.2.1)
constexpr std::size_t kMostMessage = 2048;  // what receivers should take (RFC 5424, 6.1)

int level(record::Severity severity) {
  switch (severity) {
    case record::Severity::critical:
      return 2;
    case record::Severity::high:
      return 3;
    case record::Severity::medium:
      return 4;
    case record::Severity::low:
      return 5;
    case record::Severity::info:
      return 6;
  }
  return 6;
}

// PRINTUSASCII of at most that many characters; "-" where nothing is left.
std::string word(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    if (c > ' ' && c < 0x7f) out += c;
  }
  return out.empty() ? "-" : out;
}

std::expected<void, std::string> send(int fd, const std::string& message) {
  if (fd < 0 || ::send(fd, message.data(), message.size(), MSG_NOSIGNAL) < 0) {
    return std::unexpected(std::strerror(errno));
  }
  return {};
}

std::expected<void, std::string> send_local(const std::string& path, const std::string& message) {
  sockaddr_un there{};
  there.sun_family = AF_UNIX;
  std::ranges::copy(path, there.sun_path);
  const sandbox::Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // The call takes any kind of address by its head.
  const void* address = &there;
  if (!fd || ::connect(fd.get(), static_cast<const sockaddr*>(address), sizeof there) != 0) {
    return std::unexpected(std::strerror(errno));
  }
  return send(fd.get(), message);
}

std::expected<void, std::string> send_udp(const std::string& address, std::uint16_t port,
                                          const std::string& message) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    return std::unexpected("it has no address");
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  const sandbox::Fd fd(::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || ::connect(fd.get(), found->ai_addr, found->ai_addrlen) != 0) {
    return std::unexpected(std::strerror(errno));
  }
  return send(fd.get(), message);
}

}  // namespace

std::string syslog_message(const record::Notice& notice, const std::string& host, int process) {
  std::string text = "<" + std::to_string(kDaemon * 8 + level(notice.severity)) + ">1 " +
                     base::format_utc(notice.at) + " " + word(host, 255) + " bartizan " +
                     std::to_string(process) + " " + word(record::name(notice.kind), 32) + " - ";
  // The mark says that what follows is UTF-8 (RFC 5424, 6.4).
  text += "\xEF\xBB\xBF";
  text += std::string(record::name(notice.severity)) + ": " + base::escape_name(notice.title) +
          " id=" + notice.id + " subject=" + base::escape_name(notice.subject);
  if (text.size() > kMostMessage) {
    std::size_t end = kMostMessage;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
  }
  return text;
}

std::expected<void, std::string> send_syslog(const record::NotifyTarget& target,
                                             const record::Notice& notice) {
  const auto address = syslog_address(target.address);
  if (!address) return std::unexpected(address.error());
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '\0';
  const std::string message = syslog_message(notice, host.data(), ::getpid());
  if (!address->path.empty()) {
    auto sent = send_local(address->path, message);
    if (!sent) return std::unexpected(address->path + ": " + sent.error());
    return {};
  }
  const auto hosts = resolved(address->host, address->port, target.link_local, false);
  if (!hosts) return std::unexpected(hosts.error());
  return send_udp(hosts->front(), address->port, message);
}

}  // namespace bartizan::run
