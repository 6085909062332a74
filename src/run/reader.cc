#include "run/reader.h"

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "io/stamp.h"
#include "run/drain.h"
#include "run/rules.h"
#include "run/worker.h"

namespace bartizan::run {
namespace {

// Below this a hash costs less than starting a thread for it.
constexpr std::uint64_t kHashInline = base::kMiB;

void add_finding(record::Artifact& artifact, scan::RuleId rule, std::string subject) {
  record::Finding finding;
  finding.rule = rule.id;
  finding.subject = std::move(subject);
  finding.range = {0, artifact.size};
  finding.file_range = finding.range;
  artifact.findings.push_back(std::move(finding));
}

void add_gap(record::Artifact& artifact, std::string reason, record::CoverageState state) {
  artifact.coverage.gaps.push_back({std::move(reason), 0, {0, artifact.size}});
  artifact.coverage.state = std::max(artifact.coverage.state, state);
}

void note_outcome(record::Artifact& artifact, const sandbox::Outcome& outcome, bool done) {
  if (outcome.signal == SIGXCPU || outcome.signal == SIGKILL) {
    add_finding(artifact, kWorkerExhausted,
                outcome.signal == SIGXCPU ? "its processor time" : "memory");
  } else if (outcome.signal != 0) {
    add_finding(artifact, kWorkerCrashed, describe_end(outcome));
  } else if (!done) {
    add_finding(artifact, kWorkerCrashed, "it stopped before its end");
  }
  if (outcome.signal != 0 || !done) {
    add_gap(artifact, "worker-died", record::CoverageState::partial);
  }
}

// What was written just now is read as soon as a further write shows in its times: otherwise nobody
// could tell later whether its bytes are those that were read.
void wait_until_settled(const std::string& path) {
  struct stat file{};
  if (::stat(path.c_str(), &file) != 0) return;
  const base::Millis now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  // In the future is what another clock has set.
  if (io::changed_at(file) > now) return;
  if (const base::Millis left = io::settled_at(file) - now; left > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(left));
  }
}

}  // namespace

record::Artifact unreadable(const std::string& why, record::Depth depth) {
  record::Artifact artifact;
  artifact.members.emplace_back();
  artifact.coverage.depth = depth;
  add_gap(artifact, "unreadable: " + why, record::CoverageState::refused);
  return artifact;
}

std::optional<record::Artifact> FileReader::read(const io::Entry& entry) {
  if (!entry.problem.empty()) return unreadable(entry.problem, options_.depth);
  std::string error;
  wait_until_settled(entry.open_path);
  const auto file = io::InputFile::open(entry.open_path, error, options_.beneath);
  if (!file) return unreadable(error, options_.depth);
  if (options_.cache == nullptr) return read(*file, false);
  if (struct stat there{}; ::fstat(file->fd(), &there) == 0) options_.cache->opened(entry, there);
  return read(*file, options_.cache->expects(entry));
}

std::optional<record::Artifact> FileReader::read(const io::InputFile& file, bool expect_cached) {
  const bool hashes = options_.depth != record::Depth::structure;
  const auto hash = [&]() -> std::string {
    const auto digest = file.sha256([this](std::uint64_t n) {
      if (options_.on_bytes) options_.on_bytes(n);
      return !options_.cancelled || !options_.cancelled();
    });
    return digest ? base::hex(*digest) : std::string();
  };
  std::string sha256;
  bool cancelled = false;
  record::Artifact artifact;
  if (!hashes) {
    artifact = analyse(file, cancelled);
    if (options_.on_bytes) options_.on_bytes(file.size());
  } else if (file.size() <= kHashInline || expect_cached) {
    sha256 = hash();
    if (options_.cache != nullptr && !sha256.empty()) {
      if (auto known = options_.cache->find(sha256); known && !file.changed()) {
        known->from_cache = true;
        return known;
      }
    }
    artifact = analyse(file, cancelled);
  } else {
    std::jthread hasher([&] { sha256 = hash(); });
    artifact = analyse(file, cancelled);
  }
  if (cancelled) return std::nullopt;
  if (!sha256.empty()) artifact.sha256 = sha256;
  if (hashes && sha256.empty()) {
    add_gap(artifact, "unreadable: the file could not be read to its end",
            record::CoverageState::partial);
  }
  if (file.changed()) {
    add_finding(artifact, kFileChanged, "");
    add_gap(artifact, "changed", record::CoverageState::partial);
    artifact.sha256.reset();
  }
  if (options_.cache != nullptr && artifact.sha256 && artifact.coverage.gaps.empty()) {
    options_.cache->keep(artifact);
  }
  return artifact;
}

record::Artifact FileReader::analyse(const io::InputFile& file, bool& cancelled) {
  JobSpec spec;
  std::memset(static_cast<void*>(&spec), 0, sizeof(spec));
  spec.limits = options_.limits;
  spec.depth = options_.depth;
  spec.listing = options_.listing != nullptr;
  spec.size = file.size();
  Collector collector(scan::Catalog::embedded(), file.size(), options_.depth);
  if (options_.listing != nullptr) collector.collect_listing(*options_.listing);

  auto report = zygote_.submit(std::as_bytes(std::span(&spec, 1)), file.fd());
  if (!report) {  // the zygote itself is gone: once more with a fresh one
    if (auto fresh = sandbox::Zygote::start(worker_data(options_.allow_table)); fresh && fresh->ready()) {
      zygote_ = std::move(*fresh);
      report = zygote_.submit(std::as_bytes(std::span(&spec, 1)), file.fd());
    }
  }
  if (!report) return unreadable("no worker process could be started", options_.depth);

  Replay replay(collector);
  std::string distrust;
  const auto take = [&](const sandbox::Frame& frame) -> std::string {
    if (!replay(frame)) return "a frame of its report makes no sense";
    return collector.distrusted();
  };
  const Drained drained = drain(report->get(), take, options_.cancelled, distrust);
  if (drained.cancelled) {
    zygote_.kill();
    cancelled = true;
    return {};
  }
  if (distrust.empty() && replay.done() && drained.has_rest) distrust = "it went on after its end";
  const auto outcome = zygote_.wait();
  record::Artifact artifact = collector.take();
  note_outcome(artifact, outcome.value_or(sandbox::Outcome{false, SIGKILL}), replay.done());
  if (!distrust.empty()) {
    add_finding(artifact, kWorkerDistrusted, distrust);
    add_gap(artifact, "worker-distrusted", record::CoverageState::refused);
  }
  return artifact;
}

}  // namespace bartizan::run
