// The terminal: is there one, how wide, with colour; progress on standard error; interrupts.
#pragma once

#include <chrono>
#include <string>

#include "cli/command.h"
#include "report/api.h"
#include "run/scan.h"

namespace bartizan::cli {

// How to write for people on `fd`; the plain style of a pipe where there is no terminal.
report::TerminalStyle style_of(const GlobalOptions& global, int fd);

// One line that is drawn over itself: what, done/total, rate, time left. Silent unless standard
// error is a terminal and the work takes longer than a moment.
class ProgressBar {
 public:
  ProgressBar(const GlobalOptions& global, std::string what);
  ~ProgressBar() { clear(); }
  void update(const run::Progress& progress);
  void clear();

 private:
  bool enabled_;
  bool drawn_ = false;
  std::string what_;
  report::TerminalStyle style_;
  std::chrono::steady_clock::time_point started_;
};

// First Ctrl-C (or SIGTERM): finish cleanly. Second: end at once.
void catch_interrupts();
bool interrupted();

// Milliseconds since the epoch, UTC.
base::Millis now();

}  // namespace bartizan::cli
