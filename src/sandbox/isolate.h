// Isolation: what a worker process gives up, in two steps.
//
// `enter_zygote` is done once, before any job: other descriptors closed, identity dropped where
// root, rlimits, no_new_privs, Landlock (no file system, no network), outer system-call filter.
// `enter_worker` is done by each child before it touches a foreign byte: the inner filter, which
// leaves reading the one file, writing the report, memory and leaving. Both are one-way.
#pragma once

#include <cstdint>
#include <string>

namespace bartizan::sandbox {

// What is in force; sent to the parent and printed in the report.
struct Isolation {
  std::uint8_t seccomp = 0;
  std::uint8_t landlock_abi = 0;  // 0: not available
  std::uint8_t identity_dropped = 0;
  std::uint8_t reserved = 0;

  bool complete() const { return seccomp != 0; }
  // "seccomp+landlock(7)", "seccomp", "none".
  std::string describe() const;
};

// Descriptor 3 (the control socket) stays open, 0 to 2 lead nowhere. `memory_limit`: bytes of
// address space. Returns what could be had; never fails.
Isolation enter_zygote(std::uint64_t memory_limit);

// Returns false when the filter could not be installed.
bool enter_worker(const Isolation& isolation);

}  // namespace bartizan::sandbox
