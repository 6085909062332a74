// Events: what happens, told to every dashboard that is open, as server-sent events.
//
// What it is: a hub with a bounded queue for each listener and the last events for those that come
// back (Last-Event-ID). What it is not: a record; the store has that. A listener that does not keep
// up loses its oldest events and is told with `event: lost`, after which it should read again. Any
// thread may publish.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/auth.h"
#include "server/http.h"

namespace bartizan::server {

struct Event {
  std::uint64_t id = 0;
  std::string kind;          // "job", "finding", "scan", "posture", "notice"
  std::string data;          // one JSON object
  Role role = Role::viewer;  // who may hear of it
};
// Who listens.
struct Hearer {
  Role role = Role::viewer;
  std::string account = {};  // id
  // Asked before anything is told: false ends the stream. Empty: always. It is called from the
  // thread that writes the stream and must not use what dies before the server.
  std::function<bool()> may_still = {};
};
// As the stream carries it.
std::string wire_form(const Event& event);

class Events {
 public:
  static constexpr std::size_t kKept = 256;    // for those that come back
  static constexpr std::size_t kQueued = 256;  // for one listener
  static constexpr std::size_t kMostListeners = 128;
  static constexpr std::size_t kMostOfAccount = 16;  // a browser's open tabs

  // Ids start at `first_id`: with the time of the start, so that they grow over restarts.
  explicit Events(std::uint64_t first_id = 1) : next_(first_id) {}

  std::uint64_t publish(std::string_view kind, std::string data, Role role = Role::viewer);
  // nullptr when there are too many; of one account the oldest ends. `last`: the id that the listener
  // saw last.
  std::shared_ptr<Stream> listen(Hearer hearer, std::optional<std::uint64_t> last);
  // Ends all streams; later ones end at once.
  void close();
  std::size_t listeners();

 private:
  class Listener;

  void end_oldest_of(const std::string& account);  // under the lock, where it has its most

  std::mutex mutex_;
  std::uint64_t next_;
  bool closed_ = false;
  std::deque<Event> kept_;
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace bartizan::server
