// Worker: the child's side of a job: read one file or one batch of them, write one report.
#pragma once

#include <cstddef>
#include <span>

namespace bartizan::run {

// A sandbox::Setup: `data` is the organisation's allow table (run/exceptions.h).
void worker_setup(std::span<const std::byte> data);

// A sandbox::Worker. `job` is a JobSpec as bytes, written by this same executable.
void worker_job(std::span<const std::byte> job, int file_fd, int report_fd);

}  // namespace bartizan::run
