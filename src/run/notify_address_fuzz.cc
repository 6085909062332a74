// Any bytes as where somebody wants to be told, and as a secret: what is accepted is one host with
// a port, without user, password, fragment or anything that a header or curl's configuration could
// take for its own.
#include <algorithm>

#include "run/notify_address.h"
#include "run/notify_secret.h"
#include "run/notify_webhook.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const auto is_plain = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  };
  if (const auto webhook = run::webhook_address(input)) {
    BZ_CHECK(is_plain(input) && input.find('#') == std::string::npos);
    BZ_CHECK(input.find('"') == std::string::npos && input.find('\\') == std::string::npos);
    BZ_CHECK(!webhook->host.empty() && webhook->port != 0);
    BZ_CHECK(webhook->host.find_first_of("@/?#[] ") == std::string::npos);
    BZ_CHECK(input.starts_with(webhook->secure ? "https://" : "http://"));
    BZ_CHECK(input.find(webhook->host) != std::string::npos);
  } else {
    BZ_CHECK(!webhook.error().empty() && base::is_utf8(webhook.error()));
  }
  if (const auto syslog = run::syslog_address(input)) {
    BZ_CHECK(syslog->path.empty() != syslog->host.empty());
    BZ_CHECK(syslog->path.empty() || syslog->path.starts_with('/'));
    BZ_CHECK(syslog->path.find('\0') == std::string::npos && syslog->port != 0);
  } else {
    BZ_CHECK(!syslog.error().empty() && base::is_utf8(syslog.error()));
  }
  // Asked of an address as the resolver gives it; the second question allows more.
  const std::string link = run::why_not_reached(input, true);
  const std::string strict = run::why_not_reached(input, false);
  BZ_CHECK(link.empty() || !strict.empty());
  if (run::why_no_secret(input).empty()) {
    BZ_CHECK(input.size() >= 16 && input.size() <= 256);
    BZ_CHECK(std::ranges::all_of(input, [](char c) { return c >= ' ' && c < 0x7f; }));
  }
  BZ_CHECK(run::hmac_sha256(input, "x").size() == 64);
  return 0;
}
