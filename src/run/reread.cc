#include "run/reread.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <unordered_map>

#include "io/stamp.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/gate.h"
#include "run/stored.h"

namespace bartizan::run {
namespace {

using namespace std::chrono_literals;

// A scan starts its workers anew: not for each file.
constexpr std::size_t kBatchFiles = 256;

std::string day(base::Millis at) { return base::format_utc(at).substr(0, 10); }

struct Look {
  const record::Evidence* evidence = nullptr;
  std::optional<store::SeenFile> seen;
  std::uint64_t size = 0;
  bool changed = false;  // by size and time, or it cannot be told
  bool racy = false;     // by them it is the same, but it was read in the moment it was written
};

enum class There : std::uint8_t { yes, no, unknown };

// What the file system says now; `why` of unknown.
There look_at(Look& look, std::string& why) {
  struct stat file{};
  if (::stat(look.evidence->subject.c_str(), &file) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return There::no;
    why = std::strerror(errno);
    return There::unknown;
  }
  if (!S_ISREG(file.st_mode)) {
    why = "not a regular file any more";
    return There::unknown;
  }
  look.size = static_cast<std::uint64_t>(file.st_size);
  // A file that was said to be gone and is there again has no evidence, whatever its times.
  look.changed = look.evidence->fact("gone") == "yes" || !look.seen || !is_as_seen(file, *look.seen);
  const auto is_later = [&](base::Millis settled) { return settled > look.seen->seen; };
  // A modification time may be any, and in the future for ever; the kernel's own is not.
  if (!look.changed && is_later(io::settled_at(file)) &&
      is_later(io::modified_at(file) + io::granularity(file.st_mtim))) {
    look.changed = look.racy = true;
  }
  return There::yes;
}

class Reread {
 public:
  Reread(store::Store& store, const RereadOptions& options) : store_(store), options_(options) {}

  base::Result<void> start() {
    if (options_.age != 0) return {};
    const auto age = evidence::age_in_force(store_, options_.now());
    if (!age) return std::unexpected(age.error());
    options_.age = *age;
    return {};
  }

  base::Result<void> look(std::span<const record::Evidence> evidence) {
    const base::Millis now = options_.now();
    std::set<std::string_view> done;
    std::vector<const record::Evidence*> pieces;
    for (const record::Evidence& piece : evidence) {
      out.was_read = out.was_read || piece.kind == record::EvidenceKind::discovery;
      if (piece.kind != record::EvidenceKind::scan || !piece.subject.starts_with('/')) continue;
      if (done.insert(piece.subject).second) pieces.push_back(&piece);
    }
    if (const auto known = know(pieces.size()); !known) return known;
    for (const record::Evidence* one : pieces) {
      const record::Evidence& piece = *one;
      ++out.files;
      Look look;
      look.evidence = &piece;
      auto seen = last_seen(piece.subject);
      if (!seen) return std::unexpected(seen.error());
      look.seen = std::move(*seen);
      const base::Millis read = look.seen ? look.seen->seen : piece.at;
      std::string why;
      const There there = look_at(look, why);
      if (there == There::no) {
        note_gone(piece, now);
        continue;
      }
      const bool due = read + options_.age <= now;
      const bool wanted = options_.mode == RereadMode::all       ? look.changed || due
                          : options_.mode == RereadMode::changed ? look.changed
                                                                 : false;
      if (there == There::unknown) {
        keep_unread(piece.subject, why, read);
      } else if (wanted) {
        to_read_.push_back(std::move(look));
      } else if (look.changed) {
        keep_unread(piece.subject,
                    look.racy ? "read in the moment it was written, on " + day(read)
                              : "changed since it was read on " + day(read),
                    read);
      } else if (due) {
        keep_unread(piece.subject, "last read on " + day(read), read);
      } else {
        ++out.unchanged;
        count_reading(read);
      }
    }
    out.wrote = !gone_.empty();
    return leave_evidence(store_, std::move(gone_));
  }

  base::Result<void> read() {
    progress_.files_total = to_read_.size();
    for (const Look& look : to_read_) progress_.bytes_total += look.size;
    for (std::size_t at = 0; at < to_read_.size();) {
      std::size_t end = at;
      std::uint64_t bytes = 0;
      // With a rate: what one second allows, one file at least.
      while (end < to_read_.size() && end - at < kBatchFiles &&
             (end == at || options_.rate == 0 || bytes + to_read_[end].size <= options_.rate)) {
        bytes += to_read_[end++].size;
      }
      const auto start = std::chrono::steady_clock::now();
      if (!cancelled()) {
        const auto done = read_batch(std::span(to_read_).subspan(at, end - at));
        if (!done) return done;
      } else {
        for (const Look& look : std::span(to_read_).subspan(at, end - at)) {
          keep_unread(look.evidence->subject, "interrupted", look.evidence->at);
        }
      }
      at = end;
      progress_.files_done = at;
      progress_.bytes_done += bytes;
      tell(0);
      if (at < to_read_.size()) pause(start, bytes);
    }
    if (out.as_of == 0) out.as_of = options_.now();
    out.wrote = out.wrote || !to_read_.empty();
    return {};
  }

  RereadResult out;

 private:
  bool cancelled() const { return options_.cancelled && options_.cancelled(); }

  // `more`: bytes of the batch that is being read.
  void tell(std::uint64_t more) const {
    if (!options_.on_progress) return;
    Progress now = progress_;
    now.bytes_done += more;
    options_.on_progress(now);
  }

  // Many files are asked for at once.
  base::Result<void> know(std::size_t files) {
    if (files < kBatchFiles) return {};
    auto all = store_.last_seen("/", false);
    if (!all) return std::unexpected(all.error());
    known_.emplace();
    for (store::SeenFile& file : *all) {
      std::string path = file.path;
      known_->emplace(std::move(path), std::move(file));
    }
    return {};
  }

  base::Result<std::optional<store::SeenFile>> last_seen(const std::string& path) {
    if (known_) {
      const auto at = known_->find(path);
      if (at == known_->end()) return std::nullopt;
      return std::move(at->second);
    }
    auto seen = store_.last_seen(path, false);
    if (!seen) return std::unexpected(seen.error());
    const auto own = std::ranges::find(*seen, path, &store::SeenFile::path);
    if (own == seen->end()) return std::nullopt;
    return std::move(*own);
  }

  void count_reading(base::Millis at) {
    if (out.as_of == 0 || at < out.as_of) out.as_of = at;
  }

  void keep_unread(const std::string& path, std::string why, base::Millis read) {
    out.unread.push_back({path, std::move(why)});
    count_reading(read);
  }

  void note_gone(const record::Evidence& piece, base::Millis now) {
    if (piece.fact("gone") == "yes") return;  // said before
    out.gone.push_back(piece.subject);
    record::Evidence gone;
    gone.kind = piece.kind;
    gone.system = piece.system;
    gone.subject = piece.subject;
    gone.name = piece.name;
    gone.producer = left_piece(store_, piece.kind, "", "reread", now).producer;
    gone.at = now;
    gone.expires = now + options_.age;
    gone.facts = {{"gone", "yes"}};
    gone_.push_back(std::move(gone));
  }

  base::Result<void> read_batch(std::span<const Look> batch) {
    std::map<std::string, const Look*, std::less<>> by_path;
    ScanOptions scan = options_.scan;
    scan.roots.clear();
    for (const Look& look : batch) {
      by_path.emplace(look.evidence->subject, &look);
      scan.roots.push_back(look.evidence->subject);
    }
    StoredResults kept(store_, scan, options_.now);
    if (options_.exceptions != nullptr) kept.use(*options_.exceptions);
    scan.cache = &kept;
    ScanHooks hooks;
    hooks.now = options_.now;
    hooks.cancelled = options_.cancelled;
    hooks.on_start = [&](record::Run& run) { kept.begin(run); };
    hooks.on_progress = [&](const Progress& now) { tell(now.bytes_done); };
    std::set<std::string, std::less<>> came;
    hooks.on_artifact = [&](record::Artifact& artifact) {
      if (options_.exceptions != nullptr) apply_exceptions(artifact, *options_.exceptions);
      kept.record(artifact);
      const auto known = by_path.find(artifact.root);
      if (known == by_path.end() || !came.insert(artifact.root).second) return;
      const record::Evidence& before = *known->second->evidence;
      out.read.push_back(artifact.root);
      if (artifact.sha256 && *artifact.sha256 == before.sha256) {
        ++out.unchanged;
      } else {
        out.changed.push_back(artifact.root);
      }
      count_reading(options_.now());
    };
    auto report = options_.read ? options_.read(scan, hooks) : run::scan(scan, hooks);
    if (!report) return std::unexpected(report.error());
    apply_gate(*report, {});
    kept.finish(report->summary, "");
    for (const auto& [path, look] : by_path) {
      if (came.contains(path)) continue;
      keep_unread(path, report->summary.interrupted ? "interrupted" : "it could not be opened",
                  look->evidence->at);
    }
    return {};
  }

  // Until as much time has gone as the bytes may take.
  void pause(std::chrono::steady_clock::time_point start, std::uint64_t bytes) const {
    if (options_.rate == 0) return;
    const auto until =
        start + std::chrono::milliseconds(static_cast<std::int64_t>(
                    static_cast<double>(bytes) * 1000.0 / static_cast<double>(options_.rate)));
    while (!cancelled() && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(
          100ms, until - std::chrono::steady_clock::now()));
    }
  }

  store::Store& store_;
  RereadOptions options_;
  Progress progress_;
  std::vector<Look> to_read_;
  std::vector<record::Evidence> gone_;
  std::optional<std::unordered_map<std::string, store::SeenFile>> known_;
};

}  // namespace

std::string RereadResult::sentence() const {
  const std::string time = base::format_utc(as_of);
  std::string text = "as of " + time.substr(0, 10) + " " + time.substr(11, 5) + " UTC; ";
  const std::string all = std::to_string(files) + (files == 1 ? " file" : " files");
  if (unread.empty()) {
    text += files == 0 ? "no files stand behind it" : all + " looked at, none left unread";
  } else {
    text += std::to_string(unread.size()) + " of " + all + (unread.size() == 1 ? " was" : " were") +
            " not read again";
  }
  if (!gone.empty()) text += "; " + std::to_string(gone.size()) + " gone";
  return text;
}

base::Result<RereadResult> reread(store::Store& store, std::span<const record::Evidence> evidence,
                                  const RereadOptions& options) {
  Reread work(store, options);
  if (const auto done = work.start(); !done) return std::unexpected(done.error());
  if (const auto done = work.look(evidence); !done) return std::unexpected(done.error());
  if (const auto done = work.read(); !done) return std::unexpected(done.error());
  return std::move(work.out);
}

}  // namespace bartizan::run
