#include "server/jobs.h"

#include <algorithm>
#include <exception>

#include "base/escape.h"
#include "run/audit.h"
#include "server/log.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

// Progress is for eyes: five times a second is as smooth as they need.
constexpr base::Millis kTellEvery = 200;

void put_time(base::JsonWriter& out, std::string_view name, base::Millis time) {
  out.key(name);
  if (time == 0) {
    out.null();
  } else {
    out.value(base::format_utc(time));
  }
}

}  // namespace

std::string_view name(JobState state) {
  switch (state) {
    case JobState::queued:
      return "queued";
    case JobState::running:
      return "running";
    case JobState::done:
      return "done";
    case JobState::failed:
      return "failed";
    case JobState::cancelled:
      return "cancelled";
  }
  return "failed";
}

void write(base::JsonWriter& out, const Job& job, base::Millis now) {
  const base::Millis end = job.ended != 0 ? job.ended : now;
  const base::Millis took = job.started != 0 ? std::max<base::Millis>(1, end - job.started) : 0;
  out.begin_object();
  out.field("id", job.id);
  out.field("kind", job.kind);
  out.field("state", name(job.state));
  out.field("what", base::escape_name(job.what));
  out.field("by", base::escape_name(job.by));
  out.field("done", job.done);
  out.field("of", job.of);
  out.field("bytes", job.bytes);
  out.field("bytes_of", job.bytes_of);
  out.field("rate", took != 0 ? job.bytes * 1000 / static_cast<std::uint64_t>(took) : 0);
  out.key("eta_s");
  // The first second says nothing about the rest.
  if (job.state == JobState::running && took >= 1000 && job.bytes > 0 && job.bytes_of > job.bytes) {
    const double share =
        static_cast<double>(job.bytes_of - job.bytes) / static_cast<double>(job.bytes);
    out.value(static_cast<std::uint64_t>(share * static_cast<double>(took) / 1000.0) + 1);
  } else {
    out.null();
  }
  put_time(out, "queued", job.queued);
  put_time(out, "started", job.started);
  put_time(out, "ended", job.ended);
  out.key("summary");
  if (job.summary.empty()) {
    out.null();
  } else {
    out.raw(job.summary);
  }
  out.key("error");
  if (job.error.empty()) {
    out.null();
  } else {
    out.value(base::escape_text(job.error));
  }
  out.end_object();
}

struct Jobs::Entry final : JobControl {
  explicit Entry(Jobs& owner) : jobs(owner) {}

  void progress(std::uint64_t done, std::uint64_t of, std::uint64_t bytes,
                std::uint64_t bytes_of) override {
    Job copy;
    {
      const std::lock_guard lock(jobs.mutex_);
      job.done = done;
      job.of = of;
      job.bytes = bytes;
      job.bytes_of = bytes_of;
      const base::Millis now = jobs.now_();
      if (now - told < kTellEvery) return;
      told = now;
      copy = job;
    }
    jobs.tell(copy);
  }
  bool cancelled() const override { return stop.load(std::memory_order_relaxed); }

  Jobs& jobs;
  Job job;
  std::function<JobOutcome(JobControl&)> work;
  std::atomic<bool> stop = false;
  std::atomic<bool> refused = false;  // somebody cancelled it, rather than the server stops
  bool kept = false;
  base::Millis told = 0;
};

Jobs::Jobs(Events& events, std::function<base::Millis()> now, store::Store* store)
    : events_(events), now_(std::move(now)), store_(store), prefix_(std::to_string(now_()) + "-") {}

Jobs::~Jobs() {
  stop();
  wait();
}

void Jobs::tell(const Job& job) {
  base::JsonWriter out;
  out.begin_object().key("job");
  write(out, job, now_());
  out.end_object();
  events_.publish("job", out.take());
}

bool Jobs::keep(const JobRequest& request, const std::string& id, base::Millis now) {
  if (!request.keep || store_ == nullptr) return true;
  record::KeptJob job = *request.keep;
  job.id = id;
  job.account = request.account;
  job.by = request.by;
  job.queued = now;
  return store_->watch().keep_job(job).has_value();
}

void Jobs::drop(const std::string& id) {
  if (const auto dropped = store_->watch().drop_job(id); !dropped) {
    log_trouble(id, dropped.error().what);
  }
}

std::optional<Job> Jobs::submit(JobRequest request) {
  auto entry = std::make_shared<Entry>(*this);
  const bool again = !request.id.empty();
  {
    const std::lock_guard lock(mutex_);
    std::size_t queued = entering_;
    for (const auto& [name, lane] : lanes_) queued += lane.queue.size();
    if (stopping_ || (queued >= kMostQueued && !again)) return std::nullopt;
    entry->job.id = again ? std::move(request.id) : prefix_ + std::to_string(next_++);
    entry->job.queued = now_();
    ++entering_;
  }
  // Before anybody is told that it was accepted, and without holding others up.
  const bool kept = keep(request, entry->job.id, entry->job.queued);
  bool taken = false;
  {
    const std::lock_guard lock(mutex_);
    --entering_;
    taken = kept && !stopping_;
    if (taken) {
      entry->job.kind = std::move(request.kind);
      entry->job.what = std::move(request.what);
      entry->job.account = std::move(request.account);
      entry->job.by = std::move(request.by);
      entry->work = std::move(request.work);
      entry->kept = request.keep.has_value() && store_ != nullptr;
      entries_.push_back(entry);
      ++open_;
      forget_old();
      Lane& lane = lanes_[request.lane];
      lane.queue.push_back(entry);
      if (!lane.thread.joinable()) lane.thread = std::jthread([this, &lane] { run_lane(lane); });
    }
  }
  if (!taken) {
    // Nobody was told that it was accepted.
    if (kept && !again && request.keep && store_ != nullptr) drop(entry->job.id);
    return std::nullopt;
  }
  ready_.notify_all();
  const Job copy = *find(entry->job.id);
  tell(copy);
  return copy;
}

void Jobs::forget_old() {
  std::size_t finished = static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const auto& e) { return e->job.ended != 0; }));
  for (auto at = entries_.begin(); at != entries_.end() && finished > kKeptFinished;) {
    if ((*at)->job.ended == 0) {
      ++at;
      continue;
    }
    at = entries_.erase(at);
    --finished;
  }
}

std::vector<Job> Jobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Job> jobs;
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) jobs.push_back((*at)->job);
  return jobs;
}

std::optional<Job> Jobs::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_) {
    if (entry->job.id == id) return entry->job;
  }
  return std::nullopt;
}

bool Jobs::cancel(std::string_view id) {
  std::optional<Job> ended;
  bool kept = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::ranges::find_if(entries_, [&](const auto& entry) { return entry->job.id == id; });
    if (found == entries_.end() || (*found)->job.ended != 0) return false;
    (*found)->refused = true;
    (*found)->stop = true;
    kept = (*found)->kept;
    for (auto& [name, lane] : lanes_) {
      if (std::erase(lane.queue, *found) == 0) continue;
      (*found)->job.state = JobState::cancelled;
      (*found)->job.ended = now_();
      (*found)->work = nullptr;
      --open_;
      idle_.notify_all();
      ended = (*found)->job;
    }
  }
  if (ended && kept) drop(ended->id);
  if (ended) tell(*ended);
  return true;
}

void Jobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& entry : entries_) entry->stop = true;
    for (auto& [name, lane] : lanes_) {
      for (const auto& entry : lane.queue) {
        entry->job.state = JobState::cancelled;
        entry->job.ended = now_();
        entry->work = nullptr;
        --open_;
      }
      lane.queue.clear();
    }
    idle_.notify_all();
  }
  ready_.notify_all();
}

void Jobs::wait() {
  for (auto& [name, lane] : lanes_) {
    if (lane.thread.joinable()) lane.thread.join();
  }
}

void Jobs::run_lane(Lane& lane) {
  for (;;) {
    std::shared_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [&] { return stopping_ || !lane.queue.empty(); });
      if (lane.queue.empty()) return;
      entry = lane.queue.front();
      lane.queue.pop_front();
      entry->job.state = JobState::running;
      entry->job.started = now_();
    }
    run(*entry);
    const std::lock_guard lock(mutex_);
    entry->work = nullptr;
    --open_;
    idle_.notify_all();
  }
}

void Jobs::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [&] { return open_ == 0; });
}

void Jobs::run(Entry& entry) {
  tell(*find(entry.job.id));
  if (entry.kept) (void)store_->watch().start_job(entry.job.id, true);
  JobOutcome outcome;
  try {
    const run::ActingFor asked(entry.job.by.empty() ? "bartizan" : entry.job.by, "job");
    outcome = entry.work(entry);
  } catch (const std::exception& error) {
    log_trouble(entry.job.id, error.what());
    outcome.error = "Something went wrong here; the server's log says what, by the id of the job.";
  }
  Job copy;
  bool broken_off = false;
  {
    const std::lock_guard lock(mutex_);
    entry.job.ended = now_();
    entry.job.summary = std::move(outcome.summary);
    entry.job.error = std::move(outcome.error);
    entry.job.state = !entry.job.error.empty() ? JobState::failed
                      : entry.cancelled()      ? JobState::cancelled
                                               : JobState::done;
    // What the end of the server broke off is taken up again; what had ended before it is not.
    broken_off = entry.cancelled() && !entry.refused;
    copy = entry.job;
  }
  if (entry.kept && broken_off) (void)store_->watch().start_job(copy.id, false);
  if (entry.kept && !broken_off) drop(copy.id);
  tell(copy);
}

}  // namespace bartizan::server
