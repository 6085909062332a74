#include "support/liar.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "run/wire.h"
#include "scan/rules.h"

namespace bartizan::tests {
namespace {

using base::Range;
using base::SpanLabel;
using scan::Finding;

// The tests pad their files to this size.
constexpr std::uint64_t kFileSize = 64;

struct Behaviour {
  std::string_view name;
  void (*act)(run::WireSink& sink, sandbox::FrameWriter& frames, std::uint64_t size);
};

Finding finding(scan::RuleId rule, Range range) { return {rule, range, "subject", {}}; }

void tile(run::WireSink& sink, std::uint64_t size) {
  const std::array span{base::Span{{0, size}, SpanLabel::payload, true}};
  sink.spans(0, span);
}

constexpr std::array kBehaviours{
    Behaviour{"honest",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.member({0, 0, {}, size, 0});
                sink.format(0, "text", false);
                tile(sink, size);
                sink.done();
              }},
    Behaviour{"crash after a finding",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.member({0, 0, {}, size, 0});
                sink.finding(0, finding(scan::kPolyglot, {0, 1}));
                ::raise(SIGSEGV);
              }},
    Behaviour{"stop early", [](run::WireSink&, sandbox::FrameWriter&, std::uint64_t) {}},
    Behaviour{"another size",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.member({0, 0, {}, size + 1, 0});
                sink.done();
              }},
    Behaviour{"unknown rule",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t) {
                sink.finding(0, finding({"BZ-XXX-999"}, {0, 1}));
                sink.done();
              }},
    Behaviour{"finding past the end",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.finding(0, finding(scan::kPolyglot, {size, 1}));
                sink.done();
              }},
    Behaviour{"finding of nobody",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t) {
                sink.finding(7, finding(scan::kPolyglot, {0, 1}));
                sink.done();
              }},
    Behaviour{"member outside the file",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.member({1, 0, "m", 10, size});
                sink.done();
              }},
    Behaviour{"members out of order",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t) {
                sink.member({5, 0, "m", 10, {}});
                sink.done();
              }},
    Behaviour{"spans with a hole",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                const std::array spans{base::Span{{0, 1}, SpanLabel::header, true},
                                       base::Span{{2, size - 2}, SpanLabel::payload, true}};
                sink.spans(0, spans);
                sink.done();
              }},
    Behaviour{"spans that stop short",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                tile(sink, size - 1);
                sink.done();
              }},
    Behaviour{"unknown frame",
              [](run::WireSink& sink, sandbox::FrameWriter& frames, std::uint64_t) {
                frames.begin(99);
                frames.end();
                sink.done();
              }},
    Behaviour{"frame with a tail",
              [](run::WireSink& sink, sandbox::FrameWriter& frames, std::uint64_t) {
                frames.begin(2);
                frames.u32(0);
                frames.u8(0);
                frames.bytes({});
                frames.u64(0);
                frames.end();
                sink.done();
              }},
    Behaviour{"words after the end",
              [](run::WireSink& sink, sandbox::FrameWriter&, std::uint64_t size) {
                sink.done();
                sink.member({0, 0, {}, size, 0});
                sink.done();
              }},
};

}  // namespace

bool is_scan_job(std::span<const std::byte> job) { return job.size() == sizeof(run::JobSpec); }

void lie(int file_fd, int report_fd) {
  std::array<char, kFileSize> bytes{};
  const ssize_t n = ::pread(file_fd, bytes.data(), bytes.size(), 0);
  const std::string_view text(bytes.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  const std::string_view wanted = text.substr(0, text.find('\n'));
  static sandbox::FrameWriter frames(report_fd);
  run::WireSink sink(frames, false);
  if (wanted == "no frames") {
    for (int i = 0; i < 100; ++i) {
      [[maybe_unused]] const auto written = ::write(report_fd, "\xff\xff\xff\xff\xff\xff\xff", 7);
    }
    return;
  }
  for (const Behaviour& behaviour : kBehaviours) {
    if (behaviour.name == wanted) return behaviour.act(sink, frames, kFileSize);
  }
}

}  // namespace bartizan::tests
