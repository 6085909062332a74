#include "run/worker.h"

#include <cstring>

#include "base/le.h"
#include "base/reader.h"
#include "run/foreign_wire.h"
#include "run/parsers.h"
#include "run/wire.h"
#include "sandbox/fd_source.h"
#include "scan/catalog.h"
#include "scan/walk.h"

namespace bartizan::run {
namespace {

constexpr std::size_t kSizeBytes = 8;

// Set once in the zygote, before any job; its children inherit it.
std::span<const std::byte> allow_table;

}  // namespace

// The size of the catalogue, the catalogue, the allow table. Written by this same executable.
std::string worker_data(std::string_view table) {
  const std::span<const std::byte> in_force = scan::Catalog::embedded().table();
  const bool built_in = in_force.data() == scan::Catalog::built_in().table().data();
  if (built_in && table.empty()) return {};
  const std::string_view catalog = built_in ? std::string_view() : base::text_of(in_force);
  std::string data;
  data.reserve(kSizeBytes + catalog.size() + table.size());
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    data += static_cast<char>(catalog.size() >> (8 * i) & 0xff);
  }
  return data.append(catalog).append(table);
}

void worker_setup(std::span<const std::byte> data) {
  if (data.size() < kSizeBytes) return;
  const auto size = base::load_le<std::uint64_t>(data.data());
  data = data.subspan(kSizeBytes);
  if (size > data.size()) return;
  if (size > 0) scan::Catalog::put_in_force(data.first(size));
  allow_table = data.subspan(size);
}

void worker_job(std::span<const std::byte> job_bytes, int file_fd, int report_fd) {
  JobSpec spec;
  if (job_bytes.size() < sizeof(spec)) return;
  std::memcpy(&spec, job_bytes.data(), sizeof(spec));
  // One worker is one process and one file; the writer's buffer is too large for a stack.
  static sandbox::FrameWriter frames(report_fd);
  sandbox::FdSource file(file_fd, spec.size);
  if (spec.parser > 0) {
    const record::ForeignParser* parser = parser_at(static_cast<std::uint32_t>(spec.parser - 1));
    const std::string_view words = base::text_of(job_bytes.subspan(sizeof(spec)));
    if (parser == nullptr || spec.single > words.size() + 1) return;
    if (spec.single == 0) {
      parse_batch(*parser, spec.limits, file, frames);
    } else {
      const std::string_view options = words.substr(0, spec.single - 1);
      parse_single(*parser, spec.limits, file, words.substr(options.size()), options, frames);
    }
    return;
  }
  WireSink sink(frames, spec.listing);
  base::Budget budget(spec.limits);
  const scan::Catalog catalog = scan::Catalog::embedded().with_overlay(allow_table);
  scan::Job job{budget, catalog, sink, spec.depth};
  scan::analyse(job, file);
  sink.done();
}

}  // namespace bartizan::run
