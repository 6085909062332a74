// Worker: the child's side of a job: read one file or one batch of them, write one report.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace bartizan::run {

// What every zygote is started with: the catalogue in force, unless it is the one in the executable,
// and the organisation's allow table (run/exceptions.h; empty: none). Empty when there is neither.
std::string worker_data(std::string_view allow_table = {});

// A sandbox::Setup: `data` is what worker_data() gave.
void worker_setup(std::span<const std::byte> data);

// A sandbox::Worker. `job` is a JobSpec as bytes, written by this same executable.
void worker_job(std::span<const std::byte> job, int file_fd, int report_fd);

}  // namespace bartizan::run
