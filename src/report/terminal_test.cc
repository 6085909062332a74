#include <doctest/doctest.h>

#include <algorithm>

#include "report/api.h"
#include "report/sample_test.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

TEST_CASE("the terminal report looks as its goldens show") {
  TerminalOptions pipe;
  pipe.written = {"report.html"};
  CHECK(
      sample::matches_golden("scan.pipe.txt", terminal(sample::report(), sample::catalog(), pipe)));

  TerminalOptions people = pipe;
  people.style = {.people = true, .color = false, .ascii = false, .columns = 120};
  CHECK(sample::matches_golden("scan.wide.txt",
                               terminal(sample::report(), sample::catalog(), people)));
  people.style.columns = 60;
  CHECK(sample::matches_golden("scan.narrow.txt",
                               terminal(sample::report(), sample::catalog(), people)));
  people.style = {.people = true, .color = true, .ascii = false, .columns = 100};
  CHECK(sample::matches_golden("scan.color.txt",
                               terminal(sample::report(), sample::catalog(), people)));

  TerminalOptions quiet = pipe;
  quiet.quiet = true;
  CHECK(sample::matches_golden("scan.quiet.txt",
                               terminal(sample::report(), sample::catalog(), quiet)));
  TerminalOptions all = people;
  all.style = {.people = true, .color = false, .ascii = true, .columns = 100};
  all.all = all.verbose = true;
  CHECK(sample::matches_golden("scan.all.txt", terminal(sample::report(), sample::catalog(), all)));
}

TEST_CASE("the last line says what the exit code means") {
  record::ScanReport r;
  TerminalOptions options;
  r.summary.exit_code = 3;
  CHECK(terminal(r, sample::catalog(), options).find("nothing was found to scan") !=
        std::string::npos);
  r.summary.artifacts = 2;
  r.summary.incomplete = 1;
  CHECK(terminal(r, sample::catalog(), options).find("not complete: 1 file could") !=
        std::string::npos);
  r.summary.interrupted = true;
  CHECK(terminal(r, sample::catalog(), options).find("interrupted: the results of 2 files") !=
        std::string::npos);
  r.summary = {};
  r.summary.artifacts = r.summary.not_a_model = 4;
  CHECK(terminal(r, sample::catalog(), options).find("no model was among the files") !=
        std::string::npos);
}

TEST_CASE("nothing a file says reaches the terminal as a control sequence") {
  TerminalOptions options;
  options.all = options.verbose = true;
  const std::string text = terminal(sample::hostile_report(), sample::catalog(), options);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    CHECK_FALSE((byte < 0x20 && byte != '\n'));
    CHECK_FALSE(byte == 0x7F);
  }
  CHECK(text.find("\xc2\x9b") == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(text.find("\xff") == std::string::npos);
}

TEST_CASE("lines that wrap stay inside the terminal unless a word is longer") {
  TerminalOptions options;
  options.style = {.people = true, .color = false, .ascii = false, .columns = 80};
  const std::string text = terminal(sample::report(), sample::catalog(), options);
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = text.find('\n', from);
    CHECK(width(std::string_view(text).substr(from, end - from)) <= 84);
    from = end + 1;
  }
}

TEST_CASE("progress says what, how far, how fast and how long") {
  CHECK(progress_line({.what = "scanning",
                       .done = 391,
                       .total = 403,
                       .bytes = 19'434'649'190,
                       .bytes_total = 20'035'721'800,
                       .elapsed_ms = 10'000},
                      {.people = true}) ==
        "scanning  ███████████████████░  96 %  391/403 files  18.1 GiB  1.8 GiB/s  1 s left");
  CHECK(progress_line({.done = 2, .bytes = 100}, {.ascii = true}) ==
        "scanning  2 files  100 bytes");
  CHECK(progress_line({.done = 1, .total = 2}, {.ascii = true}) ==
        "scanning  ##########..........  50 %  1/2 files  0 bytes");
}

}  // namespace
}  // namespace bartizan::report
