// Liar: a scan worker that misbehaves as its file tells it to, for the tests of the parent's
// distrust.
//
// The file's first line names the behaviour; see liar.cc.
#pragma once

#include <cstddef>
#include <span>

namespace bartizan::tests {

// Whether `job` is that of a scan (run::JobSpec).
bool is_scan_job(std::span<const std::byte> job);
void lie(int file_fd, int report_fd);

}  // namespace bartizan::tests
