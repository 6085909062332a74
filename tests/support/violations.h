// Violations: a worker that breaks one rule of the sandbox, for the tests that prove it dies.
//
// The job names the violation. A worker that survives writes "survived" to its report.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bartizan::tests {

// A sandbox::Setup and a sandbox::Worker.
void keep_setup_data(std::span<const std::byte> data);
void violate(std::span<const std::byte> job, int file_fd, int report_fd);

// Every violation that violate() knows and that must be deadly.
std::span<const std::string_view> deadly_violations();

}  // namespace bartizan::tests
