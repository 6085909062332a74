#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>

#include "base/reader.h"
#include "sandbox/frame.h"
#include "sandbox/landlock.h"
#include "sandbox/zygote.h"
#include "support/violations.h"

namespace bartizan::sandbox {
namespace {

struct Answer {
  std::string report;
  Outcome outcome;
};

Answer ask(Zygote& zygote, std::string_view job) {
  const Fd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  auto report = zygote.submit(base::bytes_of(job), file.get());
  REQUIRE(report);
  Answer answer;
  std::array<char, 256> bytes;
  for (ssize_t n; (n = ::read(report->get(), bytes.data(), bytes.size())) > 0;) {
    answer.report.append(bytes.data(), static_cast<std::size_t>(n));
  }
  const auto outcome = zygote.wait();
  REQUIRE(outcome);
  answer.outcome = *outcome;
  return answer;
}

Zygote started(std::string_view data = {}) {
  auto zygote = Zygote::start(data);
  REQUIRE(zygote);
  REQUIRE(zygote->ready());
  return std::move(*zygote);
}

TEST_CASE("a worker reads its file, reports, and ends") {
  Zygote zygote = started();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = ask(zygote, "read");
    CHECK(answer.outcome.exited);
    CHECK(answer.report.substr(1, 3) == "ELF");
  }
}

TEST_CASE("data given at the start reaches every worker") {
  const std::string data(100'000, 'x');
  Zygote zygote = started(data);
  CHECK(ask(zygote, "setup data").report == data);
  CHECK(ask(zygote, "setup data").report == data);
}

TEST_CASE("what a worker may not do does nothing") {
  Zygote zygote = started();
  CHECK(ask(zygote, "write to the file").report == "refused");
  CHECK(ask(zygote, "control socket").report == "refused");
  CHECK(ask(zygote, "read").outcome.exited);
}

#if !defined(BARTIZAN_SANITIZED)
TEST_CASE("every planted violation dies, and the next job is served") {
  Zygote zygote = started();
  for (const std::string_view violation : tests::deadly_violations()) {
    CAPTURE(violation);
    const Answer answer = ask(zygote, violation);
    CHECK(answer.report.empty());
    CHECK(answer.outcome.signal == SIGSYS);
  }
  CHECK(ask(zygote, "read").outcome.exited);
}

TEST_CASE("memory ends before the machine's does") {
  Zygote zygote = started();
  CHECK(ask(zygote, "exhaust memory").report == "refused");
}

TEST_CASE("isolation says what is in force") {
  auto zygote = Zygote::start();
  REQUIRE(zygote);
  const auto isolation = zygote->ready();
  REQUIRE(isolation);
  CHECK(isolation->complete());
  CHECK(isolation->describe().starts_with("seccomp"));
  CHECK((isolation->identity_dropped != 0) == (::geteuid() == 0));
}
#else
TEST_CASE("system-call filters are not tested under sanitizers" * doctest::skip()) {}
#endif

TEST_CASE("Landlock alone denies files") {
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (enter_landlock() == 0) ::_exit(2);
    ::_exit(::open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  const int result = WEXITSTATUS(status);
  if (result == 2) {
    MESSAGE("skipped: this kernel has no Landlock");
  } else {
    CHECK(result == 0);
  }
}

TEST_CASE("a zygote that is gone is noticed") {
  Zygote zygote = started();
  zygote.kill();
  const Fd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  CHECK_FALSE(zygote.submit(base::bytes_of("read"), file.get()));
}

TEST_CASE("frames arrive whole, however they are cut") {
  std::array<int, 2> ends;
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const Fd reading(ends[0]);
  {
    const Fd writing(ends[1]);
    const auto writer = std::make_unique<FrameWriter>(writing.get());
    writer->begin(1);
    writer->u32(7);
    CHECK(writer->end());
    writer->begin(2);
    writer->bytes(base::bytes_of("name"));
    CHECK(writer->end());
    writer->begin(3);
    const std::string huge(kMaxFrame, 'x');
    writer->bytes(base::bytes_of(huge));
    CHECK_FALSE(writer->end());
    writer->begin(4);
    CHECK(writer->end());
    writer->flush();
  }
  FrameReader frames;
  std::string types;
  for (std::byte byte; ::read(reading.get(), &byte, 1) == 1;) {
    REQUIRE(frames.feed(std::span(&byte, 1)));
    while (const auto frame = frames.next()) types += std::to_string(frame->type);
  }
  CHECK(types == "124");
  CHECK_FALSE(frames.has_rest());
}

TEST_CASE("a frame longer than allowed is refused") {
  FrameReader frames;
  const std::array header{std::byte{1}, std::byte{0xff}, std::byte{0xff}, std::byte{0xff},
                          std::byte{0x7f}};
  CHECK_FALSE(frames.feed(header));
}

}  // namespace
}  // namespace bartizan::sandbox
