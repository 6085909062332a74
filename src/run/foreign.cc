#include "run/foreign.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/reader.h"
#include "run/drain.h"
#include "run/parsers.h"
#include "run/wire.h"
#include "run/worker.h"
#include "sandbox/fd.h"

namespace bartizan::run {
namespace {

// The batch as memory that nobody can change any more.
sandbox::Fd as_descriptor(std::string_view bytes) {
  sandbox::Fd memory(::memfd_create("bartizan-batch", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  while (memory && !bytes.empty()) {
    const ssize_t n = ::write(memory.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (memory && ::fcntl(memory.get(), F_ADD_SEALS, kSeals) != 0) return {};
  return memory;
}

}  // namespace

base::Result<ForeignReader> ForeignReader::start(const base::Limits& limits,
                                                 std::function<bool()> cancelled) {
  auto zygote = sandbox::Zygote::start(worker_data());
  if (!zygote) return std::unexpected(zygote.error());
  const auto isolation = zygote->ready();
  if (!isolation) return std::unexpected(isolation.error());
  ForeignReader reader(std::move(*zygote), limits, std::move(cancelled));
  reader.isolation_ = isolation->describe();
  return reader;
}

base::Result<std::vector<ForeignResult>> ForeignReader::read(std::string_view parser,
                                                             std::span<const ForeignFile> files,
                                                             std::string_view options) {
  const auto index = find_parser(parser);
  BZ_CHECK(index.has_value());
  std::vector<ForeignResult> results(files.size());
  std::size_t at = 0;
  while (at < files.size()) {
    const auto read =
        read_some(*index, files.subspan(at), options, std::span(results).subspan(at));
    if (!read) return std::unexpected(read.error());
    at += *read;
  }
  return results;
}

base::Result<sandbox::Fd> ForeignReader::submit(std::span<const std::byte> job, int fd) {
  auto pipe = zygote_.submit(job, fd);
  if (pipe) return pipe;
  // The zygote itself is gone: once more with a fresh one.
  auto fresh = sandbox::Zygote::start(worker_data());
  if (!fresh || !fresh->ready()) return pipe;
  zygote_ = std::move(*fresh);
  return zygote_.submit(job, fd);
}

base::Result<std::string> ForeignReader::read_open(
    std::string_view parser, int fd, std::uint64_t size, std::string_view name,
    std::string_view options, const std::function<void(record::Row&&)>& each) {
  const auto index = find_parser(parser);
  BZ_CHECK(index.has_value());
  constexpr std::size_t kMostName = 1024;
  name = name.substr(name.size() - std::min(name.size(), kMostName));
  JobSpec spec;
  std::memset(static_cast<void*>(&spec), 0, sizeof(spec));
  spec.limits = limits_;
  spec.size = size;
  spec.parser = std::uint64_t{*index} + 1;
  spec.single = options.size() + 1;
  std::string job(base::text_of(std::as_bytes(std::span(&spec, 1))));
  job.append(options).append(name);
  BZ_CHECK(job.size() <= sandbox::kMaxJob);
  const auto pipe = submit(base::bytes_of(job), fd);
  if (!pipe) return std::unexpected(pipe.error());

  BatchReport report(1);
  std::string distrust;
  const auto take = [&](const sandbox::Frame& frame) {
    if (!report.take(frame)) return std::string("a frame of its report makes no sense");
    std::vector<record::Row>& rows = report.rows(0);
    for (record::Row& row : rows) each(std::move(row));
    rows.clear();
    return std::string();
  };
  if (drain(pipe->get(), take, cancelled_, distrust).cancelled) {
    zygote_.kill();
    return base::fail(base::Code::invalid, "cancelled");
  }
  const auto outcome = zygote_.wait().value_or(sandbox::Outcome{false, SIGKILL});
  if (!distrust.empty()) return "its worker is not believed: " + distrust;
  return report.done() ? std::string() : "its worker died: " + describe_end(outcome);
}

// How many of the files were dealt with, at least one.
base::Result<std::size_t> ForeignReader::read_some(std::uint32_t parser,
                                                   std::span<const ForeignFile> files,
                                                   std::string_view options,
                                                   std::span<ForeignResult> results) {
  const std::string batch = pack_batch(files, options);
  const sandbox::Fd memory = as_descriptor(batch);
  if (!memory) return base::fail(base::Code::io, "no memory to share with a worker");
  JobSpec spec;
  std::memset(static_cast<void*>(&spec), 0, sizeof(spec));
  spec.limits = limits_;
  spec.size = batch.size();
  spec.parser = std::uint64_t{parser} + 1;
  const auto pipe = submit(std::as_bytes(std::span(&spec, 1)), memory.get());
  if (!pipe) return std::unexpected(pipe.error());

  BatchReport report(files.size());
  std::string distrust;
  const auto take = [&](const sandbox::Frame& frame) {
    return report.take(frame) ? std::string() : "a frame of its report makes no sense";
  };
  if (drain(pipe->get(), take, cancelled_, distrust).cancelled) {
    zygote_.kill();
    return base::fail(base::Code::invalid, "cancelled");
  }
  const auto outcome = zygote_.wait().value_or(sandbox::Outcome{false, SIGKILL});
  std::size_t dealt_with = 0;
  while (dealt_with < files.size() && report.ended(dealt_with)) {
    results[dealt_with].rows = std::move(report.rows(dealt_with));
    ++dealt_with;
  }
  if (dealt_with == files.size() && distrust.empty()) return dealt_with;
  if (dealt_with == files.size()) --dealt_with;  // its end is believed as little as the rest
  ForeignResult& broken = results[dealt_with];
  broken.rows = std::move(report.rows(dealt_with));
  broken.problem = !distrust.empty() ? "its worker is not believed: " + distrust
                                     : "its worker died: " + describe_end(outcome);
  return dealt_with + 1;
}

}  // namespace bartizan::run
