#include "server/watcher.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/escape.h"
#include "base/json_write.h"
#include "protect/api.h"
#include "record/watch_json.h"
#include "run/exceptions.h"
#include "run/notify.h"
#include "run/outdated.h"
#include "run/watch.h"
#include "server/events.h"
#include "server/log.h"
#include "server/organisation.h"
#include "server/roots.h"
#include "server/scan_job.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

using namespace std::chrono_literals;

constexpr auto kRound = 5s;
// A look that was cancelled or failed is not begun again at once.
constexpr base::Millis kRetry = base::Millis{10} * 60 * 1000;
// Notices of the whole store ask for all cases and the evidence of systems with answers.
constexpr base::Millis kTellEvery = base::Millis{60} * 1000;
constexpr base::Millis kTellAllEvery = base::Millis{15} * 60 * 1000;
constexpr base::Millis kTellAllAfterLook = base::Millis{2} * 60 * 1000;
// Old readings are asked for by a walk over the last sightings.
constexpr base::Millis kReadAgainEvery = base::Millis{10} * 60 * 1000;
constexpr std::size_t kMostReadAgain = 1000;
// A walk over the folders of all places, for the times of their files.
constexpr base::Millis kChangedEvery = base::Millis{10} * 60 * 1000;
// Clocks run and evidence expires though nobody writes anything.
constexpr base::Millis kKeepEvery = base::Millis{15} * 60 * 1000;
constexpr base::Millis kKeepPause = base::Millis{15} * 1000;
constexpr std::string_view kOldFiles = "what was read too long ago";
constexpr std::string_view kChangedFolders = "folders that changed since they were read";

std::string summary_of(const run::LookResult& result) {
  base::JsonWriter out;
  out.begin_object().field("path", base::escape_name(result.place.path));
  out.field("looked", result.taken).field("new", result.fresh.size());
  out.field("discovered", result.discovered);
  out.key("files").raw(run::reread_json(result.files));
  out.key("problem");
  result.place.problem.empty() ? out.null() : out.value(base::encode_text(result.place.problem));
  out.end_object();
  return out.take();
}

}  // namespace

// What a job is at; others may begin when it goes, whether it ran or not.
struct Watcher::Busy {
  Busy(Watcher& owner, std::string path) : watcher(owner), what(std::move(path)) {}
  ~Busy() {
    const std::lock_guard lock(watcher.mutex_);
    watcher.busy_.erase(what);
    watcher.looked_ = true;
  }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

  Watcher& watcher;
  std::string what;
};

Watcher::~Watcher() {
  stop();
  wait();
}

void Watcher::start() {
  thread_ = std::thread([this] { run(); });
}

void Watcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
}

void Watcher::wait() {
  if (thread_.joinable()) thread_.join();
}

bool Watcher::stopping() {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void Watcher::run() {
  for (;;) {
    round();
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kRound, [this] { return stop_; })) return;
  }
}

void Watcher::round() {
  try {
    look_at_what_is_due();
    read_again_what_is_old();
    read_again_what_changed();
    keep_standings();
    tell();
  } catch (const std::exception& error) {
    log_trouble("watcher", error.what());
  }
}

std::shared_ptr<Watcher::Busy> Watcher::begin(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (stop_ || !busy_.insert(what).second) return nullptr;
  tried_[what] = context_.now();
  return std::make_shared<Busy>(*this, what);
}

std::optional<Job> Watcher::look_now(const record::Watched& place, const std::string& account,
                                     const std::string& by) {
  auto busy = begin(place.path);
  if (!busy) return std::nullopt;
  JobRequest request;
  request.kind = "reread";
  request.what = place.path;
  request.account = account;
  request.by = by;
  request.lane = "watch";
  request.work = [this, place, busy = std::move(busy)](JobControl& control) -> JobOutcome {
    const auto settings = context_.store.watch().settings();
    if (!settings) return {{}, "The store cannot be read."};
    // Between now and then the roots, or what lies there, may have changed.
    if (const auto there = context_.roots.resolve(place.path); !there && place.looked == 0) {
      return {{}, there.error()};
    }
    const auto exceptions = exceptions_in_force(context_);
    if (!exceptions) return {{}, "The store cannot be read."};
    run::LookOptions options;
    options.rate = settings->rate;
    options.scan = scan_options(context_, *exceptions);
    options.exceptions = &*exceptions;
    options.now = context_.now;
    options.cancelled = [&] { return control.cancelled(); };
    options.on_progress = [&](const run::Progress& now) {
      control.progress(now.files_done, now.files_total, now.bytes_done, now.bytes_total);
    };
    const auto looked = run::look(context_.store, place, options);
    if (!looked) return {{}, std::string(looked.error().what) + ". Nothing was read again."};
    (void)context_.organisation.keep_standings();
    std::string summary = summary_of(*looked);
    context_.events.publish("scan", summary);
    return {std::move(summary), {}};
  };
  return context_.jobs.submit(std::move(request));
}

void Watcher::look_at_what_is_due() {
  const auto places = context_.store.watch().places();
  if (!places || places->empty()) return;
  const auto history = context_.store.posture().posture_history();
  if (!history) return;
  const base::Millis now = context_.now();
  const protect::EffectivePosture posture = protect::effective(*history, now);
  for (const record::Watched& place : *places) {
    if (!run::standing(place, posture, now).is_due) continue;
    // Others' places, added on the command line, are for the command line.
    if (context_.roots.beneath().around(place.path) == nullptr) continue;
    {
      const std::lock_guard lock(mutex_);
      const auto tried = tried_.find(place.path);
      if (tried != tried_.end() && tried->second + kRetry > now) continue;
    }
    (void)look_now(place, "", "bartizan");
  }
}

void Watcher::read_again_what_is_old() {
  const base::Millis now = context_.now();
  if (read_again_ + kReadAgainEvery > now) return;
  read_again_ = now;
  std::vector<std::string> roots = context_.roots.paths();
  if (roots.empty()) return;
  const auto settings = context_.store.watch().settings();
  if (!settings) return;
  auto busy = begin(std::string(kOldFiles));
  if (!busy) return;
  const auto age = run::evidence_age(context_.store, now);
  if (!age) return;
  bool any = false;
  for (const std::string& root : roots) {
    const auto due = context_.store.watch().due_files(root, now - *age + 1, 1);
    any = any || (due && !due->empty());
  }
  if (!any) return;
  JobRequest request;
  request.kind = "reread";
  request.what = kOldFiles;
  request.by = "bartizan";
  request.lane = "watch";
  request.work = [this, roots = std::move(roots), rate = settings->rate,
                  busy = std::move(busy)](JobControl& control) -> JobOutcome {
    const auto exceptions = exceptions_in_force(context_);
    if (!exceptions) return {{}, "The store cannot be read."};
    run::LookOptions options;
    options.rate = rate;
    options.scan = scan_options(context_, *exceptions);
    options.exceptions = &*exceptions;
    options.now = context_.now;
    options.cancelled = [&] { return control.cancelled(); };
    options.on_progress = [&](const run::Progress& progress) {
      control.progress(progress.files_done, progress.files_total, progress.bytes_done,
                       progress.bytes_total);
    };
    const auto read = run::reread_due(context_.store, roots, kMostReadAgain, options);
    if (!read) return {{}, std::string(read.error().what) + ". Nothing was read again."};
    (void)context_.organisation.keep_standings();
    std::string summary = run::reread_json(*read);
    context_.events.publish("scan", summary);
    return {std::move(summary), {}};
  };
  (void)context_.jobs.submit(std::move(request));
}

// What discovery said of a folder does not outlive the folder, watched or not.
void Watcher::read_again_what_changed() {
  const base::Millis now = context_.now();
  if (changed_ + kChangedEvery > now || context_.roots.paths().empty()) return;
  changed_ = now;
  auto busy = begin(std::string(kChangedFolders));
  if (!busy) return;
  auto places =
      run::outdated_places(context_.store, context_.roots.beneath(), [this] { return stopping(); });
  if (!places || places->empty()) return;
  JobRequest request;
  request.kind = "reread";
  request.what = kChangedFolders;
  request.by = "bartizan";
  request.lane = "watch";
  request.work = [this, places = std::move(*places),
                  busy = std::move(busy)](JobControl& control) -> JobOutcome {
    const auto exceptions = exceptions_in_force(context_);
    if (!exceptions) return {{}, "The store cannot be read."};
    const run::DiscoverOptions options = run::reading_as(scan_options(context_, *exceptions));
    run::ScanHooks hooks;
    hooks.now = context_.now;
    hooks.cancelled = [&] { return control.cancelled(); };
    base::JsonWriter out;
    out.begin_object().key("read_again").begin_array();
    for (const store::Place& place : places) {
      const auto done = run::discover_again(context_.store, place.path, options, hooks);
      if (!done) return {{}, std::string(done.error().what) + ". " + place.path + " was not read."};
      if (!*done) break;
      out.value(base::escape_name(place.path));
    }
    out.end_array().end_object();
    (void)context_.organisation.keep_standings();
    std::string summary = out.take();
    context_.events.publish("scan", summary);
    return {std::move(summary), {}};
  };
  (void)context_.jobs.submit(std::move(request));
}

// Whatever wrote to the store, and however: a status that fell is in lists and histories soon.
void Watcher::keep_standings() {
  const auto mark = context_.store.change_mark();
  if (!mark) return;
  store::ChangeMark now = *mark;
  now.standings = kept_mark_.standings;
  const bool changed = !(now == kept_mark_);
  if (!changed && kept_ + kKeepEvery > context_.now()) return;
  // Of a store in which much is written all the time, not at every round.
  if (changed && kept_ + kKeepPause > context_.now()) return;
  kept_ = context_.now();
  kept_mark_ = *mark;
  if (const auto kept = context_.organisation.keep_standings(); !kept) {
    log_trouble("standings", kept.error().what);
  }
}

void Watcher::tell() {
  const base::Millis now = context_.now();
  bool looked = false;
  {
    const std::lock_guard lock(mutex_);
    looked = std::exchange(looked_, false);
  }
  unsaid_ = unsaid_ || looked;
  if (looked || told_ + kTellEvery <= now) {
    run::NoticeOptions options;
    options.now = now;
    options.reader = &reader_.store(now);
    options.cancelled = [this] { return stopping(); };
    options.whole = told_all_ + (unsaid_ ? kTellAllAfterLook : kTellAllEvery) <= now;
    told_ = now;
    if (options.whole) {
      told_all_ = now;
      unsaid_ = false;
    }
    const auto fresh = run::notice_all(context_.store, options);
    if (!fresh) {
      log_trouble("watcher", fresh.error().what);
    } else {
      for (std::size_t i = 0; i < std::min(fresh->size(), run::kMostTold); ++i) {
        base::JsonWriter out;
        record::write(out, (*fresh)[i]);
        context_.events.publish("notice", out.take());
      }
    }
  }
  const auto done = run::deliver(context_.store, {now, [this] { return stopping(); }});
  if (!done) {
    log_trouble("watcher", done.error().what);
    return;
  }
  for (const std::string& problem : done->problems) log_event("not delivered", problem);
}

}  // namespace bartizan::server
