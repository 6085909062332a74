#include "run/drain.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/limits.h"

namespace bartizan::run {
namespace {

// How often a waiting parent looks whether the user wants to stop.
constexpr int kPollMillis = 100;

}  // namespace

Drained drain(int fd, const std::function<std::string(const sandbox::Frame&)>& take,
              const std::function<bool()>& cancelled, std::string& distrust) {
  sandbox::FrameReader frames;
  std::array<std::byte, 64 * base::kKiB> window;
  while (true) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPollMillis);
    if (cancelled && cancelled()) return {.cancelled = true, .has_rest = false};
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t n = ::read(fd, window.data(), window.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    if (!distrust.empty()) continue;  // drained so that the worker can end, believed no more
    if (!frames.feed(std::span(window).first(static_cast<std::size_t>(n)))) {
      distrust = "its report is not made of frames";
      continue;
    }
    while (const auto frame = frames.next()) {
      distrust = take(*frame);
      if (!distrust.empty()) break;
    }
  }
  return {.cancelled = false, .has_rest = frames.has_rest()};
}

std::string describe_end(const sandbox::Outcome& outcome) {
  if (outcome.signal == SIGSYS) return "it asked for a forbidden system call";
  if (outcome.signal == SIGXCPU) return "it used up its processor time";
  if (outcome.signal == SIGKILL) return "it used up its memory";
  if (outcome.signal == 0) return "it stopped before its end";
  const char* name = ::sigabbrev_np(outcome.signal);
  return name == nullptr ? "signal " + std::to_string(outcome.signal) : "SIG" + std::string(name);
}

}  // namespace bartizan::run
