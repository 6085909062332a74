#include "run/worker.h"

#include <cstring>

#include "run/foreign_wire.h"
#include "run/parsers.h"
#include "run/wire.h"
#include "sandbox/fd_source.h"
#include "scan/catalog.h"
#include "scan/walk.h"

namespace bartizan::run {
namespace {

// Set once in the zygote, before any job; its children inherit it.
std::span<const std::byte> allow_table;

}  // namespace

void worker_setup(std::span<const std::byte> data) { allow_table = data; }

void worker_job(std::span<const std::byte> job_bytes, int file_fd, int report_fd) {
  JobSpec spec;
  if (job_bytes.size() != sizeof(spec)) return;
  std::memcpy(&spec, job_bytes.data(), sizeof(spec));
  // One worker is one process and one file; the writer's buffer is too large for a stack.
  static sandbox::FrameWriter frames(report_fd);
  sandbox::FdSource file(file_fd, spec.size);
  if (spec.parser > 0) {
    const record::ForeignParser* parser = parser_at(static_cast<std::uint32_t>(spec.parser - 1));
    if (parser != nullptr) parse_batch(*parser, spec.limits, file, frames);
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
