// What was acknowledged is there after the process was killed, whenever that was.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "store/store.h"
#include "support/temp_folder.h"

namespace bartizan::store {
namespace {

std::unique_ptr<Store> open_at(const std::string& path) {
  Options options;
  options.path = path;
  options.fall_back_to_memory = false;
  options.durable = true;
  auto store = open(options);
  BZ_CHECK(store.has_value());
  return std::move(*store);
}

// Writes what a server acknowledges, and says so only after it was written.
[[noreturn]] void write_until_killed(const std::string& path, int pipe) {
  const auto store = open_at(path);
  for (std::int64_t i = 1;; ++i) {
    AuditedChange change(store->audit(), {i, "ada", "session", "exposure.set", "s", "", {}});
    record::Exception exception;
    exception.id = "exception_" + std::to_string(i);
    BZ_CHECK(store->cases().put_exposure({"s" + std::to_string(i), true, "ada", "", i}));
    BZ_CHECK(change.done() == i);
    // Waits for a batch; the log's entry, which is flushed behind it, acknowledges it.
    BZ_CHECK(store->remember(exception, i));
    BZ_CHECK(store->flush());
    BZ_CHECK(::write(pipe, &i, sizeof i) == sizeof i);
  }
}

TEST_CASE("a killed writer loses nothing that it acknowledged") {
  const tests::TempFolder folder;
  for (int round = 0; round < 5; ++round) {
    const std::string path = folder.file("store" + std::to_string(round) + ".db");
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(path, pipe[1]);
    }
    ::close(pipe[1]);
    std::int64_t acknowledged = 0;
    std::int64_t number = 0;
    const std::int64_t enough = 20 + 13 * round;
    while (::read(pipe[0], &number, sizeof number) == sizeof number) {
      acknowledged = number;
      if (acknowledged == enough) ::kill(child, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    REQUIRE(acknowledged >= enough);

    const auto store = open_at(path);
    const auto checked = store->audit().check().value();
    CHECK(checked.problem.empty());
    CHECK(checked.entries >= acknowledged);
    // One entry for one change, and the other way round.
    CHECK(static_cast<std::int64_t>(store->cases().exposures().value().size()) == checked.entries);
  }
}

}  // namespace
}  // namespace bartizan::store
