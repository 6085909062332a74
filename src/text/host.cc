#include "text/host.h"

namespace bartizan::text {
namespace {

// "host" of "user@host.:port/path"; with brackets where it is an IPv6 address in them.
std::string_view host_of(std::string_view address) {
  std::string_view host = address.substr(0, address.find_first_of("/?#"));
  if (const std::size_t user = host.rfind('@'); user != host.npos) host.remove_prefix(user + 1);
  if (host.starts_with('[')) return host.substr(0, host.find(']'));
  if (host.find(':') == host.rfind(':')) host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool is_loopback_host(std::string_view host) {
  const bool is_number =
      host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
  return is_number || host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         host == "[::1";
}

}  // namespace

bool is_loopback(std::string_view address) { return is_loopback_host(host_of(address)); }

bool stays_on_machine(std::string_view address) {
  const std::string_view host = host_of(address);
  return is_loopback_host(host) || host == "0.0.0.0" || host == "host.docker.internal";
}

}  // namespace bartizan::text
