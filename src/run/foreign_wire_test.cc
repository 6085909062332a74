// A batch there and its rows back, and a worker that lies.
#include "run/foreign_wire.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>

#include "base/reader.h"
#include "run/foreign.h"

namespace bartizan::run {
namespace {

void echo(record::Foreign& file) {
  std::string bytes(static_cast<std::size_t>(file.bytes.size()), '\0');
  REQUIRE(file.bytes.read(0, std::as_writable_bytes(std::span(bytes))));
  file.rows.row("echo", {file.name, bytes, std::to_string(file.whole_size), file.options});
  const std::string large(record::kMostRow + 1, 'x');
  CHECK_FALSE(file.rows.row("large", {large}));
}
constexpr record::ForeignParser kEcho{"echo", echo};

// What a worker writes, as frames.
std::string report_of(std::span<const ForeignFile> files, std::string_view options) {
  const std::string batch = pack_batch(files, options);
  base::MemorySource source(base::bytes_of(batch));
  const int fd = ::memfd_create("report", 0);
  {
    const auto writer = std::make_unique<sandbox::FrameWriter>(fd);
    parse_batch(kEcho, {}, source, *writer);
  }
  std::string report(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  REQUIRE(::pread(fd, report.data(), report.size(), 0) ==
          static_cast<ssize_t>(report.size()));
  ::close(fd);
  return report;
}

// False at the first frame that is refused.
bool replay(std::string_view report, BatchReport& into) {
  sandbox::FrameReader frames;
  if (!frames.feed(base::bytes_of(report))) return false;
  while (const auto frame = frames.next()) {
    if (!into.take(*frame)) return false;
  }
  return true;
}

TEST_CASE("files and their rows come back in order") {
  const std::vector<ForeignFile> files{{"a/b.py", "one", 3}, {"c", "", 9}};
  BatchReport report(2);
  REQUIRE(replay(report_of(files, "how"), report));
  CHECK(report.done());
  REQUIRE(report.ended(1));
  REQUIRE(report.rows(0).size() == 1);
  CHECK(report.rows(0)[0].fields == std::vector<std::string>{"a/b.py", "one", "3", "how"});
  CHECK(report.rows(1)[0].fields == std::vector<std::string>{"c", "", "9", "how"});
}

TEST_CASE("a report that ends early leaves the files that it ended") {
  const std::vector<ForeignFile> files{{"a", "one", 3}, {"b", "two", 3}};
  const std::string whole = report_of(files, "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BatchReport report(2);
    CHECK(replay(std::string_view(whole).substr(0, size), report));
    CHECK_FALSE(report.done());
    if (report.ended(1)) CHECK(report.ended(0));
  }
}

TEST_CASE("a report that is no answer to the batch is refused") {
  const std::vector<ForeignFile> one{{"a", "one", 3}};
  const std::vector<ForeignFile> two{{"a", "one", 3}, {"b", "two", 3}};
  BatchReport fewer(1), more(3);
  CHECK_FALSE(replay(report_of(two, ""), fewer));
  CHECK_FALSE(replay(report_of(two, ""), more));
  BatchReport twice(1);
  const std::string report = report_of(one, "");
  CHECK_FALSE(replay(report + report, twice));
  // Each byte in turn made wrong: refused or read, never more than the batch has.
  for (std::size_t i = 0; i < report.size(); ++i) {
    std::string bent = report;
    bent[i] = static_cast<char>(bent[i] ^ 0x41);
    BatchReport into(1);
    (void)replay(bent, into);
    CHECK(into.rows(0).size() <= 1);
  }
}

}  // namespace
}  // namespace bartizan::run
