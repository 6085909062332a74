// Zygote: a process that has given up everything and forks one worker per file.
//
// What it is: the parent's handle (start, submit, wait) and the zygote's own main loop. What it is
// not: the meaning of jobs and reports, which are bytes here (run/wire.h, run/worker.h). One job at
// a time per zygote; one thread per handle. The worker is not believed, the zygote's status is: the
// worker holds no descriptor to the control socket.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "sandbox/fd.h"
#include "sandbox/isolate.h"

namespace bartizan::sandbox {

inline constexpr int kControlFd = 3;
inline constexpr std::size_t kMaxJob = 4096;
// The hidden verb that main() hands to zygote_main.
inline constexpr const char* kZygoteVerb = "__zygote";

// How a worker ended.
struct Outcome {
  bool exited = false;  // on its own, with status 0
  int signal = 0;       // that killed it
};

class Zygote {
 public:
  // Starts `/proc/self/exe __zygote` with an empty environment and does not wait for it. It dies
  // with the thread that started it. `data` is handed to the zygote's Setup.
  static base::Result<Zygote> start(std::string_view data = {});
  // Waits until it has given up what it can; says what is in force.
  base::Result<Isolation> ready();
  Zygote(Zygote&&) noexcept = default;
  Zygote& operator=(Zygote&&) noexcept;
  ~Zygote();

  // Sends a job and a descriptor of the file; returns the descriptor to read the report from.
  base::Result<Fd> submit(std::span<const std::byte> job, int file_fd);
  // After the report has ended: how the worker ended.
  base::Result<Outcome> wait();
  // Ends the zygote and its worker at once.
  void kill();

 private:
  Zygote() = default;

  Fd control_;
  pid_t pid_ = -1;
};

// Reads the job, parses `file_fd`, writes the report to `report_fd`. Runs under the inner filter.
using Worker = void (*)(std::span<const std::byte> job, int file_fd, int report_fd);

// Takes the data given to Zygote::start, once, before anything is given up. The bytes live as long
// as the process.
using Setup = void (*)(std::span<const std::byte> data);

// The zygote's main; returns the exit status when the parent is gone. `arguments`: those after the
// verb, as start() wrote them.
int zygote_main(std::span<char* const> arguments, Setup setup, Worker worker);

}  // namespace bartizan::sandbox
