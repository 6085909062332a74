// Listener: sockets, TLS and HTTP/1.1 around an Application.
//
// What it is: with beast.cc the only translation units that know Boost; one thread for all
// sockets, a few for handlers. What it is not: policy, besides the limits below. Handlers are
// called from several threads at once. run() owns the calling thread until the server stops.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/app.h"

namespace bartizan::server {

// Every limit of the wire. Reaching one ends the request or the connection, never the server.
struct WireLimits {
  std::uint32_t head = 32 * 1024;     // bytes of request line and headers together: 431
  std::uint32_t fields = 100;         // headers of one request
  unsigned connections = 256;         // more wait in the system's queue
  unsigned connections_of_peer = 64;  // more are closed; loopback aside
  unsigned handlers = 8;              // threads
  unsigned first_seconds = 10;        // from accept to the end of the first head
  unsigned idle_seconds = 30;         // from an answer to the end of the next head
  unsigned handshake_seconds = 10;    // of TLS
  // A body or an answer may take `grace_seconds` and then one second for each `slowest` bytes.
  unsigned grace_seconds = 20;
  std::uint64_t slowest = 16 * 1024;
  unsigned heartbeat_seconds = 15;  // of a stream without events
  unsigned stream_seconds = 120;    // then it ends, and who listens asks (and signs in) again
  unsigned drain_seconds = 10;      // for what is under way when the server stops
};

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8765;     // 0: any that is free
  std::string certificate, key;  // PEM files; both or none
  WireLimits limits;
  std::function<void()> on_stop;  // when the first signal has come: end streams, cancel jobs
};

// "127.0.0.1:8765", "[::1]:8765", "localhost:8765", ":8765"; nullopt for anything else.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
  bool loopback = false;
};
std::optional<Endpoint> parse_endpoint(std::string_view text);

class Listener {
 public:
  virtual ~Listener() = default;
  // Binds; nullptr and why, a sentence that says what to do, when that cannot be.
  static std::unique_ptr<Listener> open(const ListenOptions& options, const Application& app,
                                        std::string& why);
  virtual std::uint16_t port() const = 0;
  // Serves until SIGINT, SIGTERM or stop(); a second signal ends at once.
  virtual void run() = 0;
  virtual void stop() = 0;  // from any thread
};

}  // namespace bartizan::server
