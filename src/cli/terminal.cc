#include "cli/terminal.h"

#include <langinfo.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace bartizan::cli {
namespace {

// A scan that ends sooner needs no bar.
constexpr auto kQuietTime = std::chrono::milliseconds(400);
constexpr unsigned kNoTerminalWidth = 100;

volatile std::sig_atomic_t interrupt_count = 0;

void on_interrupt(int) {
  interrupt_count = interrupt_count + 1;
  if (interrupt_count > 1) ::_exit(130);  // the shell's 128 + SIGINT
}

// A terminal shows UTF-8 unless the locale names another character set; the plain C locale of
// containers and services names none.
bool shows_utf8() {
  const std::string_view charset = ::nl_langinfo(CODESET);
  return charset == "UTF-8" || charset == "ANSI_X3.4-1968";
}

void write_error(std::string_view text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

namespace {
bool wants_color(const GlobalOptions& global, int fd) {
  if (global.color != Choice::automatic) return global.color == Choice::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (term != nullptr && std::string_view(term) == "dumb") return false;
  return ::isatty(fd) == 1;
}
}  // namespace

report::TerminalStyle style_of(const GlobalOptions& global, int fd) {
  report::TerminalStyle style;
  style.people = ::isatty(fd) == 1;
  style.color = wants_color(global, fd);
  style.ascii = style.people && !shows_utf8();
  winsize size{};
  style.columns =
      ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kNoTerminalWidth;
  return style;
}

ProgressBar::ProgressBar(const GlobalOptions& global, std::string what)
    : enabled_(global.progress && !global.quiet && ::isatty(STDERR_FILENO) == 1),
      what_(std::move(what)),
      style_(style_of(global, STDERR_FILENO)),
      started_(std::chrono::steady_clock::now()) {}

void ProgressBar::update(const run::Progress& progress) {
  if (!enabled_) return;
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started_);
  if (spent < kQuietTime) return;
  report::Progress line;
  line.what = what_;
  line.done = progress.files_done;
  line.total = progress.files_total;
  line.bytes = progress.bytes_done;
  line.bytes_total = progress.bytes_total;
  line.elapsed_ms = static_cast<std::uint64_t>(spent.count());
  write_error("\r\x1b[K" + report::progress_line(line, style_));
  drawn_ = true;
}

void ProgressBar::clear() {
  if (drawn_) write_error("\r\x1b[K");
  drawn_ = false;
}

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  // A reader that closed the pipe is an error of write(), not a reason to die half-way.
  ::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return interrupt_count > 0; }

base::Millis now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace bartizan::cli
