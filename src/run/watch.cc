#include "run/watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "base/json_write.h"
#include "io/beneath.h"
#include "io/tree.h"
#include "run/estate.h"
#include "run/estate_parts.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/outdated.h"
#include "run/systems.h"
#include "run/version.h"
#include "store/watch.h"

namespace bartizan::run {
namespace {

using record::Evidence;

// Makes the pieces that reread() looks at: what collect() would make of the same sighting, as far
// as reading again goes. A store of many systems is asked once for each folder.
class Pieces {
 public:
  explicit Pieces(store::Store& store) : store_(store) {}

  base::Result<Evidence> of(const std::string& path, const std::string& sha256, base::Millis seen) {
    const std::string folder = path.substr(0, path.rfind('/'));
    auto system = systems_.find(folder);
    if (system == systems_.end()) {
      auto asked = system_at(store_, path);
      if (!asked) return std::unexpected(asked.error());
      system = systems_.emplace(folder, std::move(*asked)).first;
    }
    Evidence piece;
    piece.kind = record::EvidenceKind::scan;
    piece.system = system->second;
    piece.subject = path;
    piece.name = path.substr(path.rfind('/') + 1);
    piece.sha256 = sha256;
    piece.at = seen;
    return piece;
  }

 private:
  store::Store& store_;
  std::map<std::string, std::string> systems_;
};

// What was left last about a file: that it was gone.
base::Result<bool> is_gone(store::Store& store, const std::string& path, base::Millis seen) {
  const auto left = store.evidence().about(record::EvidenceKind::scan, path);
  if (!left) return std::unexpected(left.error());
  return !left->empty() && left->back().at > seen && left->back().fact("gone") == "yes";
}

std::string first_of(const std::vector<Unread>& unread) {
  const Unread& one = unread.front();
  std::string text = one.path + ": " + one.why;
  if (unread.size() > 1) text += ", and " + std::to_string(unread.size() - 1) + " more";
  return text;
}

class Look {
 public:
  Look(store::Store& store, const record::Watched& place, const LookOptions& options)
      : store_(store), options_(options), maker_(store) {
    out.place = place;
  }

  base::Result<void> run() {
    if (!list()) return {};
    if (auto done = compare(); !done) return done;
    if (auto done = read(); !done) return done;
    return discover_again();
  }

  // How it went, in the place itself.
  void conclude() {
    record::Watched& place = out.place;
    place.looked = options_.now();
    place.files = out.files.files;
    place.read = out.files.read.size();
    place.changed = out.files.changed.size();
    place.gone = out.files.gone.size();
    place.unread = out.files.unread.size();
    if (problem_.empty() && !out.files.unread.empty()) {
      problem_ = std::to_string(place.unread) +
                 (place.unread == 1 ? " file was not read: " : " files were not read: ") +
                 first_of(out.files.unread);
    }
    place.result = problem_.empty() || place.files > 0 ? out.files.sentence() : problem_;
    place.problem = problem_;
    if (problem_.empty()) {
      place.failing = 0;
    } else if (place.failing == 0) {
      place.failing = place.looked;
    }
  }

  LookResult out;

 private:
  // False, with the problem said, where there is nothing to list.
  bool list() {
    struct stat there{};
    if (::stat(out.place.path.c_str(), &there) != 0) {
      problem_ = errno == ENOENT ? "it is not there any more" : std::strerror(errno);
      return false;
    }
    is_folder_ = S_ISDIR(there.st_mode);
    listing_ = io::list_tree({out.place.path},
                             {options_.scan.exclude, options_.cancelled, options_.scan.beneath});
    return true;
  }

  base::Result<void> compare() {
    const auto seen = store_.last_seen(out.place.path, false);
    if (!seen) return std::unexpected(seen.error());
    std::map<std::string_view, const store::SeenFile*> known;
    for (const store::SeenFile& file : *seen) known.emplace(file.path, &file);
    std::set<std::string, std::less<>> listed;
    for (const io::Entry& entry : listing_.entries) {
      std::string path = entry.path == "." ? entry.root : entry.root + "/" + entry.path;
      if (!entry.problem.empty()) {
        unlisted_.push_back({path, entry.problem});
        continue;
      }
      const auto before = known.find(path);
      if (before == known.end()) fresh_.insert(path);
      if (auto kept = keep(path, before == known.end() ? nullptr : before->second, true); !kept) {
        return kept;
      }
      listed.insert(std::move(path));
    }
    for (const store::SeenFile& file : *seen) {
      if (listed.contains(file.path) || file.verdict == record::Verdict::not_a_model) continue;
      if (auto kept = keep(file.path, &file, false); !kept) return kept;
    }
    return {};
  }

  base::Result<void> keep(const std::string& path, const store::SeenFile* before, bool is_there) {
    auto piece = maker_.of(path, before != nullptr ? before->sha256.value_or("") : "",
                           before != nullptr ? before->seen : 0);
    if (!piece) return std::unexpected(piece.error());
    if (before != nullptr) {
      const auto gone = is_gone(store_, path, before->seen);
      if (!gone) return std::unexpected(gone.error());
      // That was said before.
      if (*gone && !is_there) return {};
      if (*gone) piece->facts = {{"gone", "yes"}};
    }
    pieces_.push_back(std::move(*piece));
    return {};
  }

  base::Result<void> read() {
    RereadOptions again;
    again.mode = RereadMode::all;
    again.rate = out.place.rate != 0 ? out.place.rate : options_.rate;
    again.age = options_.age;
    again.scan = options_.scan;
    again.exceptions = options_.exceptions;
    again.read = options_.read;
    again.now = options_.now;
    again.cancelled = options_.cancelled;
    again.on_progress = options_.on_progress;
    auto done = reread(store_, pieces_, again);
    if (!done) return std::unexpected(done.error());
    out.files = std::move(*done);
    std::ranges::move(unlisted_, std::back_inserter(out.files.unread));
    for (const std::string& path : out.files.changed) {
      if (fresh_.contains(path)) out.fresh.push_back(path);
    }
    return {};
  }

  // Places that the estate knows at or below this one, and around what moved; this one where it
  // knows none around it.
  base::Result<std::vector<std::string>> places() {
    const bool moved = !out.files.changed.empty() || !out.files.gone.empty();
    auto wanted =
        places_to_read(store_, out.place.path, is_folder_, [&](const store::Place& place) {
          return moved || place.read + age_ <= options_.now() ||
                 is_outdated(place, options_.cancelled, options_.scan.beneath);
        });
    if (!wanted || !moved) return wanted;
    const auto known = store_.estate().places();
    if (!known) return std::unexpected(known.error());
    for (const std::vector<std::string>* files : {&out.files.changed, &out.files.gone}) {
      for (const std::string& file : *files) want_around(file, *known, *wanted);
    }
    return wanted;
  }

  // What lies in a folder that was read as a part of another is known by the reading of that one.
  void want_around(const std::string& file, const std::vector<store::Place>& known,
                   std::vector<std::string>& wanted) const {
    const auto holds = [&](const std::string& path) { return is_or_lies_in(file, path); };
    if (std::ranges::any_of(wanted, holds)) return;
    const store::Place* innermost = nullptr;
    for (const store::Place& place : known) {
      if (!holds(place.path)) continue;
      if (innermost == nullptr || place.path.size() > innermost->path.size()) innermost = &place;
    }
    if (innermost == nullptr) return;
    // A server reads nothing above its roots.
    const io::Beneath* beneath = options_.scan.beneath;
    if (beneath != nullptr && beneath->around(innermost->path) == nullptr) return;
    wanted.push_back(innermost->path);
  }

  base::Result<void> discover_again() {
    if (!options_.discovery || (options_.cancelled && options_.cancelled())) return {};
    const auto age = options_.age != 0 ? base::Result<base::Millis>(options_.age)
                                       : evidence::age_in_force(store_, options_.now());
    if (!age) return std::unexpected(age.error());
    age_ = *age;
    const auto wanted = places();
    if (!wanted) return std::unexpected(wanted.error());
    for (const std::string& path : *wanted) {
      ScanHooks hooks;
      hooks.now = options_.now;
      hooks.cancelled = options_.cancelled;
      const auto read = run::discover_again(store_, path, reading_as(options_.scan), hooks);
      if (!read) return std::unexpected(read.error());
      if (!*read) return {};
      out.discovered = true;
    }
    return {};
  }

  store::Store& store_;
  const LookOptions& options_;
  io::Listing listing_;
  Pieces maker_;
  std::vector<Evidence> pieces_;
  std::vector<Unread> unlisted_;
  std::set<std::string, std::less<>> fresh_;
  std::string problem_;
  base::Millis age_ = 0;
  bool is_folder_ = false;
};

}  // namespace

PlaceStanding standing(const record::Watched& place, const protect::EffectivePosture& posture,
                       base::Millis now) {
  PlaceStanding stands;
  stands.interval = std::min(place.interval, posture.watch_interval(place.interval));
  stands.due = place.looked == 0 ? place.at : place.looked + stands.interval;
  stands.is_due = stands.due <= now;
  stands.is_late = stands.due + stands.interval <= now;
  return stands;
}

base::Result<LookResult> look(store::Store& store, const record::Watched& place,
                              const LookOptions& options) {
  const auto begun = store.watch().begin_look(place.path);
  if (!begun) return std::unexpected(begun.error());
  Look work(store, place, options);
  if (!*begun) {
    work.out.taken = false;
    return std::move(work.out);
  }
  const auto done = work.run();
  const bool cancelled = options.cancelled && options.cancelled();
  if (done && !cancelled) {
    work.conclude();
  }
  // One that was broken off stands as it stood, so that it is due again at once.
  const auto kept = store.watch().end_look(work.out.place);
  if (!done) return std::unexpected(done.error());
  if (!kept) return std::unexpected(kept.error());
  return std::move(work.out);
}

base::Result<base::Millis> evidence_age(store::Store& store, base::Millis now) {
  return evidence::age_in_force(store, now);
}

base::Result<RereadResult> reread_due(store::Store& store, const std::vector<std::string>& roots,
                                      std::size_t most, const LookOptions& options) {
  const base::Millis now = options.now();
  base::Millis age = options.age;
  if (age == 0) {
    const auto in_force = evidence::age_in_force(store, now);
    if (!in_force) return std::unexpected(in_force.error());
    age = *in_force;
  }
  if (const auto flushed = store.flush(); !flushed) return std::unexpected(flushed.error());
  std::vector<Evidence> pieces;
  Pieces maker(store);
  for (const std::string& root : roots) {
    const auto due = store.watch().due_files(root, now - age + 1, most - pieces.size());
    if (!due) return std::unexpected(due.error());
    for (const store::DueFile& file : *due) {
      const auto gone = is_gone(store, file.path, file.seen);
      if (!gone) return std::unexpected(gone.error());
      if (*gone) continue;
      auto piece = maker.of(file.path, file.sha256, file.seen);
      if (!piece) return std::unexpected(piece.error());
      pieces.push_back(std::move(*piece));
    }
    if (pieces.size() >= most) break;
  }
  RereadOptions again;
  again.mode = RereadMode::all;
  again.rate = options.rate;
  again.age = age;
  again.scan = options.scan;
  again.exceptions = options.exceptions;
  again.read = options.read;
  again.now = options.now;
  again.cancelled = options.cancelled;
  again.on_progress = options.on_progress;
  return reread(store, pieces, again);
}

std::string reread_json(const RereadResult& result) {
  base::JsonWriter out;
  out.begin_object();
  out.field("files", result.files).field("read", result.read.size());
  out.field("changed", result.changed.size()).field("gone", result.gone.size());
  out.field("unread", result.unread.size()).field("as_of", base::format_utc(result.as_of));
  out.field("sentence", result.sentence());
  out.end_object();
  return out.take();
}

}  // namespace bartizan::run
