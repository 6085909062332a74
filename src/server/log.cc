#include "server/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>

#include "base/escape.h"
#include "base/json_write.h"

namespace bartizan::server {
namespace {

std::atomic<bool> quiet = false;

base::Millis clock_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One write a line, so that lines of several threads do not mix.
void write_line(base::JsonWriter& out) {
  std::string line = out.take();
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // nobody listens: no reason to stop serving
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

void set_quiet_log(bool now_quiet) { quiet = now_quiet; }

void log_access(const AccessLine& line) {
  if (quiet && line.status < 500) return;
  base::JsonWriter out;
  out.begin_object();
  out.field("time", base::format_utc(line.at));
  out.field("event", "request");
  out.field("id", line.id);
  out.field("method", line.method);
  out.field("route", line.route);
  out.field("status", line.status);
  out.field("ms", line.ms);
  out.field("bytes", line.bytes);
  out.field("peer", line.peer);
  if (!line.account.empty()) out.field("account", line.account);
  out.end_object();
  write_line(out);
}

void log_event(std::string_view event, std::string_view detail) {
  base::JsonWriter out;
  out.begin_object();
  out.field("time", base::format_utc(clock_now()));
  out.field("event", event);
  out.field("detail", base::escape_text(detail));
  out.end_object();
  write_line(out);
}

void log_trouble(std::string_view id, std::string_view what) {
  base::JsonWriter out;
  out.begin_object();
  out.field("time", base::format_utc(clock_now()));
  out.field("event", "trouble");
  out.field("id", id);
  out.field("detail", base::escape_text(what));
  out.end_object();
  write_line(out);
}

}  // namespace bartizan::server
