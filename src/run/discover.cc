#include "run/discover.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "io/file.h"
#include "io/tree.h"
#include "run/catalog.h"
#include "run/estate.h"
#include "run/foreign.h"
#include "run/version.h"
#include "sandbox/fd_source.h"

namespace bartizan::run {
namespace {

// A file that a reader claims is read whole up to here, as far as text goes (Limits::text).
// Others are only looked at for models: small ones beside the rest, larger ones by the scan core.
constexpr std::uint64_t kLookedAt = 64 * base::kKiB;
// One worker's job: many small files, or one large one.
constexpr std::size_t kBatchFiles = 256;
constexpr std::uint64_t kBatchBytes = 8 * base::kMiB;
constexpr auto kTick = std::chrono::milliseconds(100);

constexpr std::string_view kDeclaration = ".bartizan/system.toml";

enum class Way : std::uint8_t { reader, scan_core, too_large, none };

class Tree {
 public:
  Tree(const DiscoverOptions& options, const ScanHooks& hooks)
      : options_(options), hooks_(hooks), gather_(scan::Catalog::embedded()) {}

  void list(DiscoverReport& report) {
    std::vector<std::string> exclude = options_.exclude;
    exclude.insert(exclude.end(), kNeverRead.begin(), kNeverRead.end());
    listing_ = io::list_tree(options_.roots, {exclude, hooks_.cancelled, options_.beneath});
    std::uint64_t installed = 0;
    for (const io::Entry& entry : listing_.entries) {
      if (!options_.installed && is_installed_code(shown(entry))) {
        ++installed;
        ways_.push_back(Way::none);
        continue;
      }
      ways_.push_back(way_of(entry));
      ++report.files;
      report.bytes += entry.size;
      gather_.seen(shown(entry));
    }
    for (const io::Skipped& skipped : listing_.skipped) {
      const bool asked =
          std::ranges::find(options_.exclude, skipped.pattern) != options_.exclude.end();
      report.excluded.push_back({skipped.path, skipped.reason, asked});
    }
    if (installed > 0) {
      report.excluded.push_back({"node_modules, site-packages",
                                 std::to_string(installed) +
                                     " files of installed packages: their manifests were read, "
                                     "their code was not (--installed reads it)"});
    }
    results_.resize(listing_.entries.size());
    make_batches();
  }

  base::Result<std::string> start_workers() {
    unsigned wanted = options_.jobs;
    if (wanted == 0) wanted = std::max(1U, std::thread::hardware_concurrency());
    const auto count = std::max<std::size_t>(1, std::min<std::size_t>(wanted, batches_.size()));
    for (std::size_t i = 0; i < count; ++i) {
      auto reader = ForeignReader::start(options_.limits, [this] { return cancelled_.load(); });
      if (!reader) return std::unexpected(reader.error());
      readers_.push_back(std::move(*reader));
    }
    return readers_.front().isolation();
  }

  unsigned jobs() const { return static_cast<unsigned>(readers_.size()); }

  base::Result<void> read(DiscoverReport& report) {
    std::vector<std::jthread> threads;
    for (ForeignReader& reader : readers_) {
      threads.emplace_back([this, &reader] { work(reader); });
    }
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, kTick, [this] { return finished_ == readers_.size(); })) {
      lock.unlock();
      if (hooks_.cancelled && hooks_.cancelled()) cancelled_ = true;
      tell_progress();
      lock.lock();
    }
    lock.unlock();
    threads.clear();
    report.interrupted = cancelled_;
    if (trouble_ && !cancelled_) return std::unexpected(*trouble_);
    return {};
  }

  // In walk order, so that the result does not depend on who was quicker.
  void gather(DiscoverReport& report) {
    for (std::size_t i = 0; i < listing_.entries.size(); ++i) {
      const io::Entry& entry = listing_.entries[i];
      const std::string path = shown(entry);
      if (!entry.problem.empty()) results_[i].problem = entry.problem;
      if (ways_[i] == Way::too_large) {
        gather_.note(path, {record::NoteLevel::warning, "limit:text", 0, 0,
                            "the file is larger than the limit for text and was not read"});
        ++report.unread;
      }
      const bool wants_scan = gather_.rows(path, results_[i].rows);
      if (!results_[i].problem.empty()) {
        gather_.note(path, {record::NoteLevel::error, "unread", 0, 0, results_[i].problem});
        ++report.unread;
      } else if (wants_scan || ways_[i] == Way::scan_core || is_template(path)) {
        models_.push_back(i);
      }
      results_[i].rows.clear();
    }
  }

  base::Result<void> scan_models(DiscoverReport& report) {
    if (models_.empty() || cancelled_) return {};
    take_scanned(report);
    if (models_.empty()) return {};
    ScanOptions options;
    for (const std::size_t i : models_) options.roots.push_back(listing_.entries[i].open_path);
    options.depth = options_.depth;
    options.limits = options_.limits;
    options.jobs = options_.jobs;
    options.cache = options_.cache;
    options.beneath = options_.beneath;
    ScanHooks hooks = hooks_;
    hooks.on_start = nullptr;
    hooks.on_artifact = nullptr;
    auto scanned = scan(options, hooks);
    if (!scanned) return std::unexpected(scanned.error());
    report.interrupted |= scanned->summary.interrupted;
    std::size_t next = 0;
    for (record::Artifact& artifact : scanned->artifacts) {
      while (next < models_.size() && listing_.entries[models_[next]].open_path != artifact.root) {
        ++next;
      }
      if (next == models_.size()) break;
      add_model(shown(listing_.entries[models_[next]]), std::move(artifact), report);
    }
    return {};
  }

  // What lies beside models and what the tree declares about itself: few and small files, after
  // all others.
  base::Result<void> read_declarations(DiscoverReport& report) {
    if (cancelled_) return {};
    report.discovery = gather_.finish();
    const auto cards = read_all_of("card", [](std::string_view path) {
      return assure::card::claims(path.substr(path.rfind('/') + 1));
    });
    if (!cards) return std::unexpected(cards.error());
    for (const auto& [path, result] : *cards) {
      assure::bom::Card card = assure::bom::card_from_rows(path, result.rows);
      if (!card.attributes.empty()) report.cards.push_back(std::move(card));
    }
    report.relations = assure::bom::describe(report.discovery.components, report.cards).relations;
    const auto declarations = read_all_of("system", [](std::string_view path) {
      return path == kDeclaration || path.ends_with("/" + std::string(kDeclaration));
    });
    if (!declarations) return std::unexpected(declarations.error());
    for (const auto& [path, result] : *declarations) {
      // Whichever folder above it was read, it is the same declaration.
      use::Declared declared = use::declared_systems(result.rows, absolute(path));
      for (record::UseCase& one : declared.use_cases) one.source = kDeclaration;
      for (record::Note& note : declared.notes) {
        report.discovery.notes.push_back({path, std::move(note)});
      }
      for (use::Project& project : report.discovery.projects) {
        if (project.declared == path && !declared.use_cases.empty()) {
          const record::UseCase& use_case = declared.use_cases.front();
          const std::string_view given = use_case.value("id");
          project.use_case = given.empty() ? use_case.id : std::string(given);
        }
      }
      std::ranges::move(declared.use_cases, std::back_inserter(report.declared));
    }
    return {};
  }

 private:
  // Of a path as it is shown.
  std::string absolute(const std::string& path) const {
    return absolute_path(options_.roots.size() == 1 ? options_.roots.front() + "/" + path : path);
  }

  // Files that loaders run with a model, and that are none: what they say is not discovered, what
  // they do is judged.
  static bool is_template(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name == "tokenizer_config.json" || name == "processor_config.json" ||
           name == "chat_template.json" || name == "chat_template.jinja";
  }

  void add_model(const std::string& path, record::Artifact artifact, DiscoverReport& report) {
    const bool is_model = !is_template(path);
    if (is_model) gather_.model(path, artifact);
    artifact.path = path;
    if (!is_model || !use::local_model(path, artifact)) {
      const bool does_harm = artifact.verdict >= record::Verdict::suspicious;
      if (does_harm) report.harmful.push_back(std::move(artifact));
      return;
    }
    report.models.push_back(std::move(artifact));
  }

  // What the caller's own scan has read is not read again.
  void take_scanned(DiscoverReport& report) {
    if (options_.scanned == nullptr) return;
    std::map<std::pair<std::string_view, std::string_view>, const record::Artifact*> known;
    for (const record::Artifact& artifact : options_.scanned->artifacts) {
      known.emplace(std::pair<std::string_view, std::string_view>(artifact.root, artifact.path),
                    &artifact);
    }
    std::erase_if(models_, [&](std::size_t i) {
      const io::Entry& entry = listing_.entries[i];
      const auto at = known.find({entry.root, entry.path});
      if (at == known.end()) return false;
      add_model(shown(entry), *at->second, report);
      return true;
    });
  }

  std::string shown(const io::Entry& entry) const {
    if (options_.roots.size() == 1) {
      return entry.path == "." ? entry.root.substr(entry.root.rfind('/') + 1) : entry.path;
    }
    if (entry.path == ".") return entry.root;
    return entry.root + (entry.root.ends_with('/') ? "" : "/") + entry.path;
  }

  Way way_of(const io::Entry& entry) const {
    if (!entry.problem.empty()) return Way::none;
    if (use::is_claimed(shown(entry))) {
      return entry.size <= options_.limits.text ? Way::reader : Way::too_large;
    }
    return entry.size <= kLookedAt ? Way::reader : Way::scan_core;
  }

  void make_batches() {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < ways_.size(); ++i) {
      if (ways_[i] != Way::reader) continue;
      const std::uint64_t size = listing_.entries[i].size;
      if (batches_.empty() || batches_.back().size() == kBatchFiles || bytes + size > kBatchBytes) {
        batches_.emplace_back();
        bytes = 0;
      }
      batches_.back().push_back(i);
      bytes += size;
    }
  }

  // Paths with what the parser said of them, in walk order.
  base::Result<std::vector<std::pair<std::string, ForeignResult>>> read_all_of(
      std::string_view parser, const std::function<bool(std::string_view)>& claims) {
    std::vector<std::pair<std::string, ForeignResult>> read;
    std::vector<std::string> contents;
    for (std::size_t i = 0; i < listing_.entries.size(); ++i) {
      const std::string path = shown(listing_.entries[i]);
      if (ways_[i] != Way::reader || !claims(path)) continue;
      std::string bytes;
      if (!load(i, bytes)) continue;
      read.emplace_back(path, ForeignResult());
      contents.push_back(std::move(bytes));
    }
    for (std::size_t begin = 0; begin < read.size(); begin += kBatchFiles) {
      const std::size_t end = std::min(begin + kBatchFiles, read.size());
      std::vector<ForeignFile> files;
      for (std::size_t k = begin; k < end; ++k) {
        files.push_back({read[k].first, contents[k], contents[k].size()});
      }
      auto results = readers_.front().read(parser, files);
      if (!results) return std::unexpected(results.error());
      for (std::size_t k = begin; k < end; ++k) read[k].second = std::move((*results)[k - begin]);
    }
    return read;
  }

  // The bytes of a file; false, with the reason kept, when they cannot be had.
  bool load(std::size_t i, std::string& bytes) {
    std::string error;
    const auto file = io::InputFile::open(listing_.entries[i].open_path, error, options_.beneath);
    if (!file) {
      results_[i].problem = error;
      return false;
    }
    if (file->size() > options_.limits.text) {
      results_[i].problem = "it grew past the limit for text while it was read";
      return false;
    }
    bytes.resize(static_cast<std::size_t>(file->size()));
    sandbox::FdSource source(file->fd(), bytes.size());
    if (!source.read(0, std::as_writable_bytes(std::span(bytes))) || file->changed()) {
      results_[i].problem = "the file changed while it was read";
      return false;
    }
    return true;
  }

  void work(ForeignReader& reader) {
    while (!cancelled_) {
      const std::size_t at = next_++;
      if (at >= batches_.size()) break;
      std::vector<std::string> names, contents;
      std::vector<std::size_t> loaded;
      names.reserve(batches_[at].size());
      contents.reserve(batches_[at].size());
      std::vector<ForeignFile> files;
      for (const std::size_t i : batches_[at]) {
        std::string bytes;
        if (!load(i, bytes)) continue;
        names.push_back(shown(listing_.entries[i]));
        contents.push_back(std::move(bytes));
        loaded.push_back(i);
        files.push_back({names.back(), contents.back(), contents.back().size()});
      }
      auto results = reader.read("discover", files);
      if (!results) {
        const std::lock_guard lock(mutex_);
        trouble_ = results.error();
        break;
      }
      for (std::size_t k = 0; k < loaded.size(); ++k) {
        results_[loaded[k]] = std::move((*results)[k]);
        bytes_done_ += contents[k].size();
      }
      files_done_ += batches_[at].size();
    }
    const std::lock_guard lock(mutex_);
    ++finished_;
    ended_.notify_one();
  }

  void tell_progress() {
    if (hooks_.on_progress) {
      hooks_.on_progress({files_done_, results_.size(), bytes_done_, listing_.bytes});
    }
  }

  const DiscoverOptions& options_;
  const ScanHooks& hooks_;
  use::Gather gather_;
  io::Listing listing_;
  std::vector<Way> ways_;
  std::vector<std::vector<std::size_t>> batches_;
  std::vector<ForeignReader> readers_;
  std::vector<ForeignResult> results_;
  std::vector<std::size_t> models_;  // entries for the scan core
  std::mutex mutex_;
  std::optional<base::Error> trouble_;
  std::condition_variable ended_;
  std::size_t finished_ = 0;  // workers, under the mutex
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::uint64_t> files_done_ = 0, bytes_done_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace

DiscoverOptions reading_as(const ScanOptions& scan) {
  DiscoverOptions options;
  options.exclude = scan.exclude;
  options.limits = scan.limits;
  options.jobs = scan.jobs;
  options.beneath = scan.beneath;
  return options;
}

bool lies_in_packages(std::string_view path) {
  for (std::size_t end = path.find('/'); end != path.npos; end = path.find('/')) {
    const std::string_view folder = path.substr(0, end);
    if (folder == "node_modules" || folder == "site-packages" || folder == "dist-packages") {
      return true;
    }
    path.remove_prefix(end + 1);
  }
  return false;
}

bool is_installed_code(std::string_view path) {
  return lies_in_packages(path) && !path.ends_with("/package.json") &&
         !path.ends_with("/METADATA") && !path.ends_with("/PKG-INFO");
}

base::Result<DiscoverReport> discover(const DiscoverOptions& options, const ScanHooks& hooks) {
  DiscoverReport report;
  const auto now = [&] { return hooks.now ? base::format_utc(hooks.now()) : std::string(); };
  report.run.tool_version = kVersion;
  describe_catalog(report.run);
  report.run.started = now();
  if (hooks.now) report.began = hooks.now();
  report.run.depth = options.depth;
  report.run.roots = options.roots;
  Tree tree(options, hooks);
  tree.list(report);
  const auto isolation = tree.start_workers();
  if (!isolation) return std::unexpected(isolation.error());
  report.run.isolation = *isolation;
  report.run.jobs = tree.jobs();
  if (const auto read = tree.read(report); !read) return std::unexpected(read.error());
  tree.gather(report);
  if (const auto read = tree.scan_models(report); !read) return std::unexpected(read.error());
  if (const auto read = tree.read_declarations(report); !read) return std::unexpected(read.error());
  report.run.ended = now();
  return report;
}

}  // namespace bartizan::run
