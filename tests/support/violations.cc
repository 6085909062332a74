#include "support/violations.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/reader.h"
#include "support/liar.h"

namespace bartizan::tests {
namespace {

std::span<const std::byte> setup_data;

struct Violation {
  std::string_view name;
  void (*commit)(int file_fd);
};

// One for each thing that a taken-over parser would want next.
constexpr std::array kDeadly{
    Violation{"open a file", [](int) { ::open("/etc/passwd", O_RDONLY); }},
    Violation{"open a file by openat2",
              [](int) { ::syscall(437 /* __NR_openat2 */, -1, "/etc/passwd", nullptr, 0); }},
    Violation{"create a file",
              [](int) { ::open("/tmp/bartizan-violation", O_CREAT | O_WRONLY, 0600); }},
    Violation{"remove a file", [](int) { ::unlink("/tmp/bartizan-violation"); }},
    Violation{"make a socket", [](int) { ::socket(AF_INET, SOCK_STREAM, 0); }},
    Violation{"make a socket pair",
              [](int) {
                std::array<int, 2> pair;
                ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data());
              }},
    Violation{"start a program",
              [](int) {
                std::array<char*, 2> arguments{const_cast<char*>("true"), nullptr};
                ::execve("/bin/true", arguments.data(), nullptr);
              }},
    Violation{"fork",
              [](int) { ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr); }},
    Violation{"map executable memory",
              [](int) {
                ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              }},
    Violation{"make memory executable",
              [](int) {
                void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                ::mprotect(page, 4096, PROT_READ | PROT_EXEC);
              }},
    Violation{"trace a process",
              [](int) { ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }},
    Violation{"signal the zygote", [](int) { ::kill(::getppid(), SIGKILL); }},
    Violation{"write into another process",
              [](int) { ::syscall(SYS_process_vm_writev, 1, nullptr, 0, nullptr, 0, 0); }},
    Violation{"receive a descriptor",
              [](int fd) {
                msghdr message{};
                ::recvmsg(fd, &message, 0);
              }},
    Violation{"change its limits",
              [](int) {
                const rlimit more{RLIM_INFINITY, RLIM_INFINITY};
                ::setrlimit(RLIMIT_CPU, &more);
              }},
    Violation{"duplicate a descriptor", [](int fd) { ::dup(fd); }},
    Violation{"change the mode of its file", [](int fd) { ::fchmod(fd, 0777); }},
    Violation{"cut its file short", [](int fd) { ::syscall(SYS_ftruncate, fd, 0); }},
    Violation{"load a kernel program", [](int) { ::syscall(SYS_bpf, 0, nullptr, 0); }},
    Violation{"add a filter of its own", [](int) { ::syscall(SYS_seccomp, 1, 0, nullptr); }},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kDeadly.size()> names;
  for (std::size_t i = 0; i < kDeadly.size(); ++i) names[i] = kDeadly[i].name;
  return names;
}();

void say(int fd, std::string_view text) {
  [[maybe_unused]] const auto n = ::write(fd, text.data(), text.size());
}

}  // namespace

void keep_setup_data(std::span<const std::byte> data) { setup_data = data; }

void violate(std::span<const std::byte> job, int file_fd, int report_fd) {
  if (is_scan_job(job)) return lie(file_fd, report_fd);
  const std::string_view wanted = base::text_of(job);
  if (wanted == "setup data") return say(report_fd, base::text_of(setup_data));
  if (wanted == "read") {
    std::array<char, 64> bytes;
    const ssize_t n = ::pread(file_fd, bytes.data(), bytes.size(), 0);
    return say(report_fd, {bytes.data(), n > 0 ? static_cast<std::size_t>(n) : 0});
  }
  if (wanted == "write to the file") {
    return say(report_fd, ::write(file_fd, "x", 1) == 1 ? "survived" : "refused");
  }
  if (wanted == "control socket") {
    return say(report_fd, ::write(3, "forged status", 13) == 13 ? "survived" : "refused");
  }
  if (wanted == "exhaust memory") {
    while (::mmap(nullptr, 64 << 20, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED) {
    }
    return say(report_fd, "refused");
  }
  for (const Violation& violation : kDeadly) {
    if (violation.name == wanted) {
      violation.commit(file_fd);
      return say(report_fd, "survived");
    }
  }
}

std::span<const std::string_view> deadly_violations() { return kNames; }

}  // namespace bartizan::tests
