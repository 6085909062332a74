// Serve: puts the parts of a server together and runs it until it is told to stop.
//
// What it is: the one place that owns them all; what `bartizan serve` does. What it is not: options
// as text (cli). Owns the calling thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "run/config.h"
#include "server/listener.h"
#include "store/store.h"

namespace bartizan::server {

struct ServeOptions {
  Endpoint listen{"127.0.0.1", 8765, true};
  std::string certificate, key;    // PEM files
  std::vector<std::string> hosts;  // names besides localhost under which it may be asked for
  std::vector<std::string> roots;  // folders that may be read
  bool require_sandbox = false;
  bool quiet = false;  // requests that went well are not logged
};

// What is told once everything is ready.
struct Ready {
  std::string address;  // "https://127.0.0.1:8765/"
  std::string welcome;  // one-time link for the first account; "" where there is one
};

// Ends well when it was stopped; else a sentence that says why it could not start.
std::expected<void, std::string> serve(const ServeOptions& options, store::Store& store,
                                       const run::Config& config,
                                       const std::function<base::Millis()>& now,
                                       const std::function<void(const Ready&)>& on_ready);

}  // namespace bartizan::server
