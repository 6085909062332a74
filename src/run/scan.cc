#include "run/scan.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "run/catalog.h"
#include "run/config.h"
#include "run/judge.h"
#include "run/rules.h"
#include "run/version.h"
#include "run/worker.h"

namespace bartizan::run {
namespace {

// How often progress is told while nothing is ready.
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// Nothing inside a scanned tree configures the scan; that it tries is worth a line.
void add_config_finding(record::Artifact& artifact) {
  record::Finding finding;
  finding.rule = kConfigurationInTree.id;
  finding.range = {0, artifact.size};
  finding.file_range = finding.range;
  artifact.findings.push_back(std::move(finding));
}

struct Slot {
  std::optional<record::Artifact> artifact;
  bool done = false;
};

// Files in walk order, their results, and what the threads share.
class Work {
 public:
  Work(const ScanOptions& options, const ScanHooks& hooks) : options_(options), hooks_(hooks) {}

  void list() {
    std::vector<std::string> paths;
    for (const std::string& root : options_.roots) {
      if (root == "-") {
        io::Entry entry;
        entry.root = entry.path = "-";
        listing_.entries.push_back(std::move(entry));
      } else {
        paths.push_back(root);
      }
    }
    io::Listing found = io::list_tree(paths, {options_.exclude, hooks_.cancelled, options_.beneath});
    listing_.bytes = found.bytes;
    listing_.skipped = std::move(found.skipped);
    std::move(found.entries.begin(), found.entries.end(), std::back_inserter(listing_.entries));
    find_same_files();
    slots_.resize(listing_.entries.size());
  }

  base::Result<std::string> start_zygotes() {
    unsigned wanted = options_.jobs;
    if (wanted == 0) wanted = std::max(1U, std::thread::hardware_concurrency());
    const auto count = std::max<std::size_t>(1, std::min<std::size_t>(wanted, slots_.size()));
    const std::string data = worker_data(options_.allow_table);
    for (std::size_t i = 0; i < count; ++i) {
      auto zygote = sandbox::Zygote::start(data);
      if (!zygote) return std::unexpected(zygote.error());
      zygotes_.push_back(std::move(*zygote));
    }
    std::string isolation;
    for (sandbox::Zygote& zygote : zygotes_) {
      const auto in_force = zygote.ready();
      if (!in_force) return std::unexpected(in_force.error());
      if (options_.require_sandbox && !in_force->complete()) {
        return base::fail(base::Code::unsupported, "the sandbox is not available on this system");
      }
      isolation = in_force->describe();
    }
    return isolation;
  }

  unsigned jobs() const { return static_cast<unsigned>(zygotes_.size()); }

  void read_all(record::ScanReport& report) {
    read_options_.depth = options_.depth;
    read_options_.limits = options_.limits;
    read_options_.cache = options_.cache;
    read_options_.allow_table = options_.allow_table;
    read_options_.beneath = options_.beneath;
    read_options_.cancelled = [this] { return cancelled_.load(std::memory_order_relaxed); };
    read_options_.on_bytes = [this](std::uint64_t n) { bytes_done_ += n; };
    std::vector<std::jthread> threads;
    for (sandbox::Zygote& zygote : zygotes_) {
      threads.emplace_back([this, own = std::move(zygote)]() mutable { work(std::move(own)); });
    }
    emit(report);
    for (std::jthread& thread : threads) thread.join();
    if (cancelled_) report.summary.interrupted = true;
    for (const io::Skipped& skipped : listing_.skipped) {
      report.excluded.push_back({skipped.path, skipped.reason, !skipped.pattern.empty()});
    }
  }

 private:
  // The same file at several paths is read once.
  void find_same_files() {
    std::map<std::pair<dev_t, ino_t>, std::size_t> first;
    same_as_.assign(listing_.entries.size(), kNone);
    has_twin_.assign(listing_.entries.size(), false);
    for (std::size_t i = 0; i < listing_.entries.size(); ++i) {
      const io::Entry& entry = listing_.entries[i];
      if (entry.inode == 0) continue;
      const auto [at, fresh] = first.emplace(std::pair(entry.device, entry.inode), i);
      if (fresh) continue;
      same_as_[i] = at->second;
      has_twin_[at->second] = true;
    }
  }

  void work(sandbox::Zygote zygote) {
    FileReader reader(std::move(zygote), read_options_);
    while (!cancelled_) {
      const std::size_t i = next_++;
      if (i >= slots_.size()) return;
      std::optional<record::Artifact> artifact;
      if (same_as_[i] == kNone) artifact = read(reader, listing_.entries[i]);
      const std::lock_guard lock(mutex_);
      slots_[i].artifact = std::move(artifact);
      slots_[i].done = true;
      ready_.notify_one();
    }
  }

  std::optional<record::Artifact> read(FileReader& reader, const io::Entry& entry) {
    if (entry.root != "-") return reader.read(entry);
    std::string error;
    const auto file = io::InputFile::from_stdin(error);
    if (!file) return unreadable(error, options_.depth);
    return reader.read(*file);
  }

  // Takes results in walk order, as they become ready.
  void emit(record::ScanReport& report) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (!wait_for(i)) return;
      const io::Entry& entry = listing_.entries[i];
      record::Artifact artifact;
      if (same_as_[i] != kNone) {
        artifact = twins_.at(same_as_[i]);
      } else if (slots_[i].artifact) {
        artifact = std::move(*slots_[i].artifact);
        if (has_twin_[i]) twins_.emplace(i, artifact);
      } else {
        return;  // cancelled
      }
      slots_[i].artifact.reset();
      artifact.root = entry.root;
      artifact.path = entry.path;
      artifact.link_target = entry.link_target;
      if (looks_like_config(entry.path == "." ? entry.root : entry.path) && !is_own_config(entry))
        add_config_finding(artifact);
      judge(artifact, scan::Catalog::embedded());
      if (hooks_.on_artifact) hooks_.on_artifact(artifact);
      report.artifacts.push_back(std::move(artifact));
    }
  }

  bool is_own_config(const io::Entry& entry) const {
    return std::ranges::any_of(options_.config_files, [&](const std::string& file) {
      std::error_code error;
      return std::filesystem::equivalent(file, entry.open_path, error);
    });
  }

  bool wait_for(std::size_t i) {
    std::unique_lock lock(mutex_);
    while (!slots_[i].done) {
      ready_.wait_for(lock, kTick);
      lock.unlock();
      tell_progress(i);
      if (hooks_.cancelled && hooks_.cancelled()) cancelled_ = true;
      lock.lock();
      if (cancelled_) return slots_[i].done;
    }
    return true;
  }

  void tell_progress(std::size_t done) {
    if (!hooks_.on_progress) return;
    hooks_.on_progress({done, slots_.size(), bytes_done_.load(), listing_.bytes});
  }

  const ScanOptions& options_;
  const ScanHooks& hooks_;
  io::Listing listing_;
  std::vector<std::size_t> same_as_;
  std::vector<bool> has_twin_;
  std::map<std::size_t, record::Artifact> twins_;
  std::vector<Slot> slots_;
  std::vector<sandbox::Zygote> zygotes_;
  ReadOptions read_options_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::uint64_t> bytes_done_ = 0;
  std::atomic<bool> cancelled_ = false;
};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

base::Result<record::ScanReport> scan(const ScanOptions& options, const ScanHooks& hooks) {
  record::ScanReport report;
  Work work(options, hooks);
  work.list();
  const auto isolation = work.start_zygotes();
  if (!isolation) return std::unexpected(isolation.error());

  const auto now = [&] { return hooks.now ? base::format_utc(hooks.now()) : std::string(); };
  report.run.tool_version = kVersion;
  describe_catalog(report.run);
  report.run.started = now();
  report.run.host = host_name();
  report.run.isolation = *isolation;
  report.run.depth = options.depth;
  report.run.jobs = work.jobs();
  report.run.roots = options.roots;
  if (hooks.on_start) hooks.on_start(report.run);

  work.read_all(report);
  report.run.ended = now();
  return report;
}

}  // namespace bartizan::run
