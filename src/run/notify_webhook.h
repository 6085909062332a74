// Webhook: one signed POST to one address.
//
// What it is: the program curl with a fixed list of arguments, told everything else on its standard
// input (no address or signature in the list of processes): https alone, or http to this machine,
// no redirect followed, no proxy, the checked addresses of the host and no others, bounds on time.
// What it is not: a queue (run/notify.h). One thread a call.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bartizan::run {

struct WebhookPost {
  std::string url;
  std::string secret;
  std::string body;  // JSON, ASCII
  std::string id;    // of this attempt's body, as X-Bartizan-Delivery
  bool link_local = false;
  base::Millis now = 0;
  std::function<bool()> cancelled;
};
// A sentence where nobody took it: any answer but 2xx is none.
std::expected<void, std::string> post_webhook(const WebhookPost& post);

// "sha256=" and HMAC-SHA-256 of TIMESTAMP "." BODY; the timestamp in seconds.
std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                              std::string_view body);

}  // namespace bartizan::run
