// Drain: takes a worker's report to its end, and says how a worker ended.
#pragma once

#include <functional>
#include <string>

#include "sandbox/frame.h"
#include "sandbox/zygote.h"

namespace bartizan::run {

struct Drained {
  bool cancelled = false;
  bool has_rest = false;  // the stream ended within a frame
};

// Reads frames from `fd` until the worker closes it. `take` returns why a frame is not believed,
// empty while it is; after that frames are read and dropped, so that the worker can end. `distrust`
// is the first such reason. `cancelled` is asked often.
Drained drain(int fd, const std::function<std::string(const sandbox::Frame&)>& take,
              const std::function<bool()>& cancelled, std::string& distrust);

// "SIGSEGV", "it asked for a forbidden system call", "it used up its processor time" ...
std::string describe_end(const sandbox::Outcome& outcome);

}  // namespace bartizan::run
