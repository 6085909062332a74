#include "sandbox/isolate.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <span>

#include "sandbox/landlock.h"

namespace bartizan::sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the sandbox knows x86-64 and arm64"
#endif

// What a worker needs after its first foreign byte: read the file, write the report, memory, leave.
constexpr std::uint32_t kWorkerCalls[] = {
    __NR_pread64,    __NR_write,        __NR_munmap,        __NR_mremap,    __NR_madvise,
    __NR_brk,        __NR_futex,        __NR_fstat,         __NR_close,     __NR_exit,
    __NR_exit_group, __NR_rt_sigreturn, __NR_clock_gettime, __NR_getrandom,
};

// What the zygote needs on top: jobs in, children out.
[[maybe_unused]] constexpr std::uint32_t kZygoteCalls[] = {
    __NR_recvmsg,        __NR_sendmsg,         __NR_sendto,          __NR_clone,
    __NR_wait4,          __NR_prctl,           __NR_seccomp,         __NR_rt_sigaction,
    __NR_rt_sigprocmask, __NR_set_robust_list, __NR_gettid,          __NR_getpid,
    __NR_getppid,        __NR_prlimit64,       __NR_set_tid_address, __NR_fcntl,
#if defined(__x86_64__)
    __NR_fork,
#endif
#if defined(__NR_rseq)
    __NR_rseq,
#endif
#if defined(__NR_clone3)
    __NR_clone3,
#endif
};

constexpr std::size_t kMaxFilter = 96;

class Filter {
 public:
  void statement(std::uint16_t code, std::uint32_t k) { add(BPF_STMT(code, k)); }
  void load(std::size_t offset) {
    statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  }
  void allow(std::span<const std::uint32_t> calls) {
    for (const std::uint32_t call : calls) {
      add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
      statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
  }
  // mmap only without PROT_EXEC (the low word of argument 2 holds all protection bits).
  void allow_mmap_without_exec() {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 0, 4));
    load(offsetof(seccomp_data, args[2]));
    add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0));
    statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  }
  // Refuses other architectures: their call numbers mean other calls.
  void check_architecture() {
    load(offsetof(seccomp_data, arch));
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
    statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
  }
  bool install() {
    statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    sock_fprog program{static_cast<unsigned short>(used_), filter_.data()};
    return !overflow_ && ::syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
  }

 private:
  void add(sock_filter instruction) {
    if (used_ == kMaxFilter) {
      overflow_ = true;
      return;
    }
    filter_[used_++] = instruction;
  }

  std::array<sock_filter, kMaxFilter> filter_;
  std::size_t used_ = 0;
  bool overflow_ = false;
};

void limit(int resource, std::uint64_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

// Descriptors 0 to 2 lead nowhere, 3 is the control socket, everything else is closed.
void close_all_but_control() {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3 && nowhere >= 0; ++fd) ::dup2(nowhere, fd);
#if defined(__NR_close_range)
  ::syscall(__NR_close_range, 4U, ~0U, 0U);
#endif
}

[[maybe_unused]] bool drop_identity() {
  if (::geteuid() != 0) return false;
  constexpr unsigned kNobody = 65534;  // Debian policy 9.2.2
  return ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
         ::setresuid(kNobody, kNobody, kNobody) == 0;
}

}  // namespace

std::string Isolation::describe() const {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "+") + part; };
  if (seccomp != 0) add("seccomp");
  if (landlock_abi != 0) add("landlock(" + std::to_string(landlock_abi) + ")");
  if (identity_dropped != 0) add("nobody");
  return text.empty() ? "none" : text;
}

Isolation enter_zygote(std::uint64_t memory_limit) {
  Isolation isolation;
  close_all_but_control();
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 16);
#if defined(BARTIZAN_SANITIZED)
  (void)memory_limit;  // the sanitizers' shadow memory needs all address space and more calls
#else
  limit(RLIMIT_AS, memory_limit);
  isolation.identity_dropped = drop_identity() ? 1 : 0;
  ::prctl(PR_SET_PDEATHSIG, 9);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return isolation;
  isolation.landlock_abi = enter_landlock();
  Filter filter;
  filter.check_architecture();
  filter.allow(kWorkerCalls);
  filter.allow(kZygoteCalls);
  filter.allow_mmap_without_exec();
  isolation.seccomp = filter.install() ? 1 : 0;
#endif
  return isolation;
}

bool enter_worker(const Isolation& isolation) {
  if (isolation.seccomp == 0) return false;
  Filter filter;
  filter.check_architecture();
  filter.allow(kWorkerCalls);
  filter.allow_mmap_without_exec();
  return filter.install();
}

}  // namespace bartizan::sandbox
