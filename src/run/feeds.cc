#include "run/feeds.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/hash.h"
#include "run/feeds_keeper.h"
#include "run/feeds_source.h"
#include "run/foreign.h"
#include "run/import_inventory.h"

namespace bartizan::run {
namespace {

namespace feeds = assure::feeds;

constexpr std::string_view kParser = "feed";
// A worker's share of a folder.
constexpr std::size_t kBatchFiles = 256;
constexpr std::uint64_t kBatchBytes = 8 * base::kMiB;
// Files above this, and packed ones, are read by their descriptor.
constexpr std::uint64_t kLargeFile = base::kMiB;
// One worker may say some hundred megabytes (sandbox::kMaxReport), so that large files are shared
// by more workers than there are processors.
constexpr std::uint64_t kPlainShare = 512 * base::kMiB;
constexpr std::uint64_t kPackedShare = 64 * base::kMiB;
constexpr unsigned kMostParts = 9;

bool is_packed(const std::string& name) { return name.ends_with(".gz") || name.ends_with(".zip"); }

base::Limits limits_for_feeds(base::Limits limits) {
  limits.members = 2'000'000;  // the CVE list has 300,000
  limits.decoded = 16 * base::kGiB;
  limits.steps = std::uint64_t{1} << 36;
  // JSON of advisories shrinks to a twentieth at most.
  limits.ratio = 200;
  return limits;
}

class Update {
 public:
  Update(const FeedRequest& request, const FeedOptions& options)
      : request_(request), options_(options), limits_(limits_for_feeds(options.limits)) {}

  FeedOutcome run();

 private:
  bool cancelled() const { return options_.cancelled && options_.cancelled(); }
  std::optional<record::FeedKind> probe();
  bool choose_id();
  unsigned parts() const;
  void read_file(const io::InputFile& file, const std::string& name, feeds::Records& out);
  void read_part(const io::InputFile& file, const std::string& name, unsigned part, unsigned parts,
                 feeds::Records& out);
  void read_folder(feeds::Records& out);
  void read_some(ForeignReader& reader, feeds::Records& out);
  void read_batch(ForeignReader& reader, std::size_t begin, std::size_t end, feeds::Records& out);
  void hash();
  void add(const feeds::Rows& rows, const std::string& problem, const std::string& place);
  void warn(std::string sentence);
  void fail(std::string problem) {
    const std::lock_guard lock(mutex_);
    if (outcome_.problem.empty()) outcome_.problem = std::move(problem);
  }
  std::string why_nothing() const;
  void compare();
  void progress(std::uint64_t files, std::uint64_t bytes);

  const FeedRequest& request_;
  const FeedOptions& options_;
  const base::Limits limits_;
  FeedSource source_;
  FeedOutcome outcome_;
  std::mutex mutex_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::string> hashes_;  // of the files of a folder
  std::uint64_t files_done_ = 0, bytes_done_ = 0;
  std::string sha256_;
};

void Update::warn(std::string sentence) {
  const std::lock_guard lock(mutex_);
  outcome_.warnings.push_back(std::move(sentence));
}

void Update::progress(std::uint64_t files, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  files_done_ += files;
  bytes_done_ += bytes;
  if (!options_.on_progress) return;
  const std::uint64_t total = source_.file ? source_.file->size() : 0;
  const std::uint64_t all = source_.file ? 1 : source_.entries.size();
  options_.on_progress({files_done_, all, bytes_done_, total});
}

void Update::add(const feeds::Rows& rows, const std::string& problem, const std::string& place) {
  const std::lock_guard lock(mutex_);
  outcome_.tally.add(rows.tally());
  if (rows.disbelieved() > 0) {
    outcome_.warnings.push_back(place + ": what its worker said is not believed in " +
                                std::to_string(rows.disbelieved()) + " rows");
  }
  if (!problem.empty()) {
    ++outcome_.tally.refused;
    outcome_.tally.refusals.insert(outcome_.tally.refusals.begin(),
                                   {place, "was not read to its end: " + problem});
  }
}

std::optional<record::FeedKind> Update::probe() {
  auto reader = ForeignReader::start(limits_, options_.cancelled);
  if (!reader) {
    fail(reader.error().what);
    return std::nullopt;
  }
  std::optional<record::FeedKind> kind;
  const auto look = [&](const io::InputFile& file, const std::string& name) {
    const auto read =
        reader->read_open(kParser, file.fd(), file.size(), name, "probe", [&](record::Row&& row) {
          if (row.kind != "counts" || kind) return;
          kind = record::feed_kind(row.field(3));
        });
    return read.has_value();
  };
  if (source_.file) {
    (void)look(*source_.file, source_.name);
    return kind;
  }
  constexpr std::size_t kMostLooks = 200;
  for (std::size_t i = 0; i < std::min(kMostLooks, source_.entries.size()) && !kind; ++i) {
    std::string ignored;
    const auto file = io::InputFile::open(source_.entries[i].open_path, ignored);
    if (file && !look(*file, source_.entries[i].path)) break;
  }
  return kind;
}

// False, with a problem, when there is nothing to name.
bool Update::choose_id() {
  std::vector<std::string> taken;
  const auto index = store::open_advisories(options_.folder);
  if (!index) {
    fail(index.error().what);
    return false;
  }
  std::string id = request_.id;
  for (const record::Feed& feed : (*index)->feeds()) {
    taken.push_back(feed.id);
    if (id.empty() && feed.source == source_.shown) id = feed.id;
    const bool around = source_.shown.starts_with(feed.source + "/") ||
                        feed.source.starts_with(source_.shown + "/");
    if (around && feed.id != request_.id) {
      warn("feed " + feed.id + " holds the same once more, from " + feed.source +
           ": bartizan feeds remove --name " + feed.id);
    }
  }
  if (id.empty()) {
    const auto kind = request_.kind == "auto" || request_.kind.empty()
                          ? probe()
                          : record::feed_kind(request_.kind);
    // A name of some kind, so that the reading can say why there is none.
    id = feed_id(kind.value_or(record::FeedKind::osv), source_.shown, taken);
  }
  outcome_.feed.id = id;
  for (const record::Feed& feed : (*index)->feeds()) {
    if (feed.id == id) outcome_.before = feed;
  }
  return true;
}

unsigned Update::parts() const {
  const unsigned jobs =
      options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t share = is_packed(source_.name) ? kPackedShare : kPlainShare;
  const std::uint64_t wanted = source_.file ? source_.file->size() / share + 1 : 1;
  // What one worker reads in a moment is not worth a second one.
  const bool small = source_.file && source_.file->size() < kLargeFile / 4;
  return small ? 1
               : static_cast<unsigned>(std::clamp<std::uint64_t>(
                     std::max<std::uint64_t>(jobs, wanted), 1, kMostParts));
}

void Update::read_part(const io::InputFile& file, const std::string& name, unsigned part,
                       unsigned parts, feeds::Records& out) {
  auto reader = ForeignReader::start(limits_, options_.cancelled);
  if (!reader) return fail(reader.error().what);
  feeds::Rows rows(out, options_.now);
  std::string how = "part=" + std::to_string(part) + "/" + std::to_string(parts);
  if (!request_.kind.empty() && request_.kind != "auto") how += " kind=" + request_.kind;
  const auto read = reader->read_open(kParser, file.fd(), file.size(), name, how,
                                      [&](record::Row&& row) { rows.row(std::move(row)); });
  rows.end();
  if (!read && cancelled()) return;
  if (!read) return fail(read.error().what);
  add(rows, *read, name);
}

void Update::read_file(const io::InputFile& file, const std::string& name, feeds::Records& out) {
  const unsigned count = parts();
  const unsigned jobs =
      options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::atomic<unsigned> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::min(count, jobs); ++i) {
    threads.emplace_back([&] {
      for (unsigned part = ++next; part <= count && !cancelled(); part = ++next) {
        read_part(file, name, part, count, out);
      }
    });
  }
  hash();
}

void Update::hash() {
  const auto digest = source_.file->sha256([this](std::uint64_t n) {
    progress(0, n);
    return !cancelled();
  });
  if (digest) sha256_ = base::hex(*digest);
}

void Update::read_batch(ForeignReader& reader, std::size_t begin, std::size_t end,
                        feeds::Records& out) {
  std::vector<std::string> texts;
  std::vector<ForeignFile> files;
  std::vector<std::size_t> which;
  std::vector<feeds::Refusal> unread;
  texts.reserve(end - begin);
  std::uint64_t bytes = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const io::Entry& entry = source_.entries[i];
    auto whole = entry.problem.empty()
                     ? read_whole(entry.open_path, kMostFeed)
                     : std::expected<WholeFile, std::string>(std::unexpected(entry.problem));
    if (!whole) {
      unread.push_back({entry.path, "cannot be read: " + whole.error()});
      continue;
    }
    hashes_[i] = whole->sha256 + "  " + entry.path + "\n";
    bytes += whole->bytes.size();
    texts.push_back(std::move(whole->bytes));
    files.push_back({entry.path, texts.back(), texts.back().size()});
    which.push_back(i);
  }
  const std::string how =
      request_.kind.empty() || request_.kind == "auto" ? std::string() : "kind=" + request_.kind;
  auto results = reader.read(kParser, files, how);
  if (!results) {
    if (!cancelled()) fail(results.error().what);
    return;
  }
  for (std::size_t i = 0; i < results->size(); ++i) {
    feeds::Rows rows(out, options_.now);
    ForeignResult& result = (*results)[i];
    const std::string& path = source_.entries[which[i]].path;
    for (record::Row& row : result.rows) {
      // Records of small files are not numbered among each other.
      if (row.kind == "refused" && row.fields.size() == 2) {
        row.fields[0] = row.fields[0] == "record 1" || row.fields[0] == "the file"
                            ? path
                            : path + ", " + row.fields[0];
      }
      rows.row(std::move(row));
    }
    rows.end();
    add(rows, result.problem, path);
  }
  {
    const std::lock_guard lock(mutex_);
    for (feeds::Refusal& one : unread) {
      ++outcome_.tally.refused;
      if (outcome_.tally.refusals.size() < feeds::kMostRefusals) {
        outcome_.tally.refusals.push_back(std::move(one));
      }
    }
  }
  progress(end - begin, bytes);
}

void Update::read_some(ForeignReader& reader, feeds::Records& out) {
  while (!cancelled()) {
    std::size_t begin = 0, end = 0;
    {
      const std::lock_guard lock(mutex_);
      begin = end = next_;
      std::uint64_t bytes = 0;
      while (end < source_.entries.size() && end - begin < kBatchFiles && bytes < kBatchBytes) {
        bytes += source_.entries[end++].size;
      }
      next_ = end;
    }
    if (begin == end) return;
    read_batch(reader, begin, end, out);
  }
}

void Update::read_folder(feeds::Records& out) {
  hashes_.resize(source_.entries.size());
  const unsigned jobs =
      options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < jobs; ++i) {
      threads.emplace_back([&] {
        auto reader = ForeignReader::start(limits_, options_.cancelled);
        if (!reader) return fail(reader.error().what);
        read_some(*reader, out);
      });
    }
  }
  base::Sha256 all;
  for (const std::string& line : hashes_) all.update(std::as_bytes(std::span(line)));
  sha256_ = base::hex(all.finish());
}

std::string Update::why_nothing() const {
  const feeds::Tally& tally = outcome_.tally;
  std::string why = "it holds no advisories";
  if (!tally.notes.empty()) {
    why = "it " + tally.notes.front().message;
  } else if (!tally.refusals.empty()) {
    why += ": " + tally.refusals.front().place + " " + tally.refusals.front().why;
  } else if (tally.others > 0) {
    why += " of a form that is known here (OSV, CVE 5.x, KEV, EPSS, AVID)";
  }
  return why;
}

// What a person should look at before believing the new reading.
void Update::compare() {
  const record::Feed& now = outcome_.feed;
  if (outcome_.tally.future > 0) {
    warn(std::to_string(outcome_.tally.future) +
         " records are dated in the future; their dates count for nothing");
  }
  if (!outcome_.before) return;
  const record::Feed& before = *outcome_.before;
  if (now.records * 2 < before.records) {
    warn("it has " + std::to_string(now.records) + " records, and had " +
         std::to_string(before.records) + " before: is the source whole?");
  }
  if (now.data_date != 0 && now.data_date < before.data_date) {
    warn("its data are older than those it had: " + base::format_utc(now.data_date).substr(0, 10) +
         " after " + base::format_utc(before.data_date).substr(0, 10));
  }
  if (now.kind != before.kind) {
    warn("it is " + std::string(record::name(now.kind)) + " now, and was " +
         std::string(record::name(before.kind)));
  }
}

FeedOutcome Update::run() {
  auto source = open_feed_source(request_, options_);
  if (!source) {
    outcome_.interrupted = source.error() == "cancelled";
    outcome_.problem = source.error();
    return std::move(outcome_);
  }
  source_ = std::move(*source);
  if (!choose_id()) return std::move(outcome_);
  auto writer = store::write_feed(options_.folder, outcome_.feed.id);
  if (!writer) {
    outcome_.problem = writer.error().what;
    outcome_.unkept = writer.error().code != base::Code::invalid;
    return std::move(outcome_);
  }
  FeedKeeper keeper(**writer);
  if (source_.file) {
    read_file(*source_.file, source_.name, keeper);
  } else {
    read_folder(keeper);
  }
  if (cancelled()) {
    outcome_.interrupted = true;
    outcome_.problem = "interrupted";
    return std::move(outcome_);
  }
  if (outcome_.problem.empty()) {
    outcome_.problem = keeper.problem();
    outcome_.unkept = keeper.refused();
  }
  if (!outcome_.problem.empty()) return std::move(outcome_);
  if (source_.file && (sha256_.empty() || source_.file->changed())) {
    outcome_.problem = "it changed while it was read";
    return std::move(outcome_);
  }
  if (!source_.offered.empty() && source_.offered != sha256_) {
    outcome_.problem =
        "its SHA-256 is " + sha256_ + ", and " + source_.offered_by + " says " + source_.offered;
    return std::move(outcome_);
  }
  const auto kind = outcome_.tally.kind();
  if (!kind) {
    outcome_.problem = why_nothing();
    return std::move(outcome_);
  }
  record::Feed& feed = outcome_.feed;
  feed.kind = *kind;
  feed.source = source_.shown;
  feed.imported = options_.now;
  feed.data_date = outcome_.tally.data_date();
  feed.sha256 = sha256_;
  feed.checksum_offered = !source_.offered.empty();
  feed.records = keeper.count(*kind);
  feed.refused = outcome_.tally.refused;
  feed.version = outcome_.tally.version;
  outcome_.duplicates = keeper.duplicates();
  if (const auto finished = (*writer)->finish(feed); !finished) {
    outcome_.problem = finished.error().what;
    outcome_.unkept = true;
    return std::move(outcome_);
  }
  outcome_.written = true;
  compare();
  return std::move(outcome_);
}

}  // namespace

FeedOutcome update_feed(const FeedRequest& request, const FeedOptions& options) {
  return Update(request, options).run();
}

std::vector<std::string> mixed_files(const std::string& folder, const FeedOptions& options) {
  // A collection of more files is one of records.
  constexpr std::size_t kMostFiles = 32;
  FeedRequest request;
  request.source = folder;
  const auto source = open_feed_source(request, options);
  if (!source || source->file || source->entries.size() > kMostFiles) return {};
  std::vector<std::string> files;
  std::optional<record::FeedKind> first;
  bool mixed = false;
  for (const io::Entry& entry : source->entries) {
    std::string ignored;
    const auto file = io::InputFile::open(entry.open_path, ignored);
    auto reader = ForeignReader::start(limits_for_feeds(options.limits), options.cancelled);
    if (!file || !reader) return {};
    std::optional<record::FeedKind> kind;
    const auto read = reader->read_open(kParser, file->fd(), file->size(), entry.path, "probe",
                                        [&](record::Row&& row) {
                                          if (row.kind != "counts" || kind) return;
                                          kind = record::feed_kind(row.field(3));
                                        });
    if (!read || !kind) continue;
    mixed = mixed || (first && *first != *kind);
    if (!first) first = kind;
    files.push_back(entry.open_path);
  }
  return mixed ? files : std::vector<std::string>();
}

}  // namespace bartizan::run
