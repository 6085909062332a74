#include "sandbox/zygote.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/limits.h"
#include "sandbox/fd_source.h"

namespace bartizan::sandbox {
namespace {

// Address space of a worker: the budget's default memory, windows and libraries, with room.
constexpr std::uint64_t kAddressSpace = 4 * base::kGiB;
// Processor seconds of one worker: the last resort behind the step budget.
constexpr std::uint64_t kProcessorSeconds = 900;

// Where the zygote finds the data it was given, until it closes it.
constexpr int kDataFd = kControlFd + 1;

Fd share(std::string_view data) {
  Fd memory(::memfd_create("bartizan", MFD_CLOEXEC));
  while (memory && !data.empty()) {
    const ssize_t n = ::write(memory.get(), data.data(), data.size());
    if (n <= 0) return {};
    data.remove_prefix(static_cast<std::size_t>(n));
  }
  return memory;
}

// Reads `size` bytes of the shared data; the memory is never given back.
std::span<const std::byte> receive_data(std::size_t size) {
  auto* bytes = static_cast<std::byte*>(::malloc(size));
  FdSource source(kDataFd, size);
  if (bytes == nullptr || !source.read(0, {bytes, size})) return {};
  return {bytes, size};
}

union ControlBuffer {
  cmsghdr header;
  std::array<char, CMSG_SPACE(2 * sizeof(int))> bytes;
};

bool send_job(int socket, std::span<const std::byte> job, int file_fd, int report_fd) {
  iovec io{const_cast<std::byte*>(job.data()), job.size()};
  ControlBuffer control{};
  msghdr message{};
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const std::array fds{file_fd, report_fd};
  std::memcpy(CMSG_DATA(header), fds.data(), sizeof(fds));
  ssize_t sent;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(job.size());
}

struct Received {
  std::size_t size = 0;
  Fd file, report;
};

Received receive_job(int socket, std::span<std::byte> job) {
  iovec io{job.data(), job.size()};
  ControlBuffer control{};
  msghdr message{};
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t n;
  do {
    n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  const cmsghdr* header = n > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(2 * sizeof(int))) {
    return {};
  }
  std::array<int, 2> fds;
  std::memcpy(fds.data(), CMSG_DATA(header), sizeof(fds));
  return {static_cast<std::size_t>(n), Fd(fds[0]), Fd(fds[1])};
}

template <typename T>
bool receive(int socket, T& value) {
  ssize_t n;
  do {
    n = ::recv(socket, &value, sizeof(value), 0);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof(value));
}

[[noreturn]] void run_worker(Worker worker, const Isolation& isolation,
                             std::span<const std::byte> job, const Received& received) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::close(kControlFd);
  const rlimit processor{kProcessorSeconds, kProcessorSeconds};
  ::setrlimit(RLIMIT_CPU, &processor);
  if (isolation.seccomp != 0 && !enter_worker(isolation)) ::_exit(1);
  worker(job, received.file.get(), received.report.get());
  ::_exit(0);
}

}  // namespace

base::Result<Zygote> Zygote::start(std::string_view data) {
  std::array<int, 2> pair;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return base::fail(base::Code::io, "no socket for a worker");
  }
  Fd ours(pair[0]), theirs(pair[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), kControlFd);
  const Fd shared = data.empty() ? Fd() : share(data);
  if (!data.empty() && !shared)
    return base::fail(base::Code::io, "no memory to share with a worker");
  std::string size = std::to_string(data.size());
  std::array<char*, 4> arguments{const_cast<char*>("bartizan"), const_cast<char*>(kZygoteVerb),
                                 shared ? size.data() : nullptr, nullptr};
  if (shared) ::posix_spawn_file_actions_adddup2(&actions, shared.get(), kDataFd);
  std::array<char*, 1> environment{nullptr};
  Zygote zygote;
  const int error = ::posix_spawn(&zygote.pid_, "/proc/self/exe", &actions, nullptr,
                                  arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return base::fail(base::Code::io, "the worker could not be started");
  theirs.reset();
  zygote.control_ = std::move(ours);
  return zygote;
}

base::Result<Isolation> Zygote::ready() {
  Isolation isolation;
  if (!receive(control_.get(), isolation)) {
    return base::fail(base::Code::io, "the worker process did not come up");
  }
  return isolation;
}

Zygote& Zygote::operator=(Zygote&& other) noexcept {
  if (this != &other) {
    kill();
    control_ = std::move(other.control_);
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

Zygote::~Zygote() { kill(); }

void Zygote::kill() {
  if (!control_) return;  // moved from, or never up
  control_.reset();
  ::kill(pid_, SIGKILL);
  int status;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

base::Result<Fd> Zygote::submit(std::span<const std::byte> job, int file_fd) {
  std::array<int, 2> pipe_fds;
  if (::pipe2(pipe_fds.data(), O_CLOEXEC) != 0) {
    return base::fail(base::Code::io, "no pipe for a report");
  }
  Fd reading(pipe_fds[0]), writing(pipe_fds[1]);
  if (!send_job(control_.get(), job, file_fd, writing.get())) {
    return base::fail(base::Code::io, "the worker process is gone");
  }
  return reading;
}

base::Result<Outcome> Zygote::wait() {
  std::int32_t status = 0;
  if (!receive(control_.get(), status))
    return base::fail(base::Code::io, "the worker process is gone");
  return Outcome{WIFEXITED(status) && WEXITSTATUS(status) == 0,
                 WIFSIGNALED(status) ? WTERMSIG(status) : 0};
}

int zygote_main(std::span<char* const> arguments, Setup setup, Worker worker) {
  if (!arguments.empty()) setup(receive_data(std::strtoull(arguments[0], nullptr, 10)));
  const Isolation isolation = enter_zygote(kAddressSpace);
  if (::send(kControlFd, &isolation, sizeof(isolation), MSG_NOSIGNAL) < 0) return 1;
  std::array<std::byte, kMaxJob> job;
  while (true) {
    const Received received = receive_job(kControlFd, job);
    if (!received.file) return 0;  // the parent is gone
    const pid_t child = ::fork();
    if (child == 0) {
      run_worker(worker, isolation, std::span(job).first(received.size), received);
    }
    std::int32_t status = 1 << 8;  // "exited with 1", for a fork that failed
    if (child > 0) {
      while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
    }
    if (::send(kControlFd, &status, sizeof(status), MSG_NOSIGNAL) < 0) return 0;
  }
}

}  // namespace bartizan::sandbox
