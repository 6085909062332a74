// The server's log: one JSON object a line on standard error.
//
// What it is: what an operator or a log collector reads. What it is not: the audit log. Queries,
// bodies, cookies and tokens never get here; paths only as the pattern of their route. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace bartizan::server {

struct AccessLine {
  base::Millis at = 0;
  std::string_view id;  // of the request
  std::string_view method;
  std::string_view route;    // pattern, or "asset", or "unknown"
  std::string_view peer;     // address
  std::string_view account;  // id, empty: nobody
  unsigned status = 0;
  std::uint64_t bytes = 0;
  double ms = 0;
};
void log_access(const AccessLine& line);
// "started", "stopping" ...; `detail` for people.
void log_event(std::string_view event, std::string_view detail);
// What went wrong inside, found again by the request's id.
void log_trouble(std::string_view id, std::string_view what);
// Requests are logged unless told otherwise; trouble always is.
void set_quiet_log(bool quiet);

}  // namespace bartizan::server
