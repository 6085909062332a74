// Jobs: long work in the background, with progress, that goes on when the page is left.
//
// What it is: a bounded queue and one thread for each lane; the lane `scan` does one thing at a
// time. What it is not: a record of results, which are in the store, or of jobs that have ended:
// the list is that of this run of the server. Work that asks for it is kept in the store from the
// moment it is accepted until it has ended, so that a server that was stopped or killed takes it up
// again (scan_job.h). Progress goes to Events as `job`, at most a few times a second for each. Any
// thread may call; the work runs on a lane's thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/json_write.h"
#include "base/time.h"
#include "record/watch.h"
#include "server/events.h"
#include "store/store.h"

namespace bartizan::server {

enum class JobState : std::uint8_t { queued, running, done, failed, cancelled };
std::string_view name(JobState state);

struct Job {
  std::string id;
  std::string kind;  // "scan", "discover", "import", "reread", "backup"
  JobState state = JobState::queued;
  std::string what;     // a path or a name, for people
  std::string account;  // id of who asked for it
  std::string by;       // and the name
  std::uint64_t done = 0, of = 0;
  std::uint64_t bytes = 0, bytes_of = 0;
  base::Millis queued = 0, started = 0, ended = 0;  // 0: not yet
  std::string summary;                              // JSON object when done, else empty
  std::string error;                                // a sentence when failed
};
// The form of the API; `now` for rate and time left.
void write(base::JsonWriter& out, const Job& job, base::Millis now);

// What a job's work talks to.
class JobControl {
 public:
  virtual void progress(std::uint64_t done, std::uint64_t of, std::uint64_t bytes,
                        std::uint64_t bytes_of) = 0;
  virtual bool cancelled() const = 0;

 protected:
  ~JobControl() = default;
};

struct JobOutcome {
  std::string summary;  // JSON object
  std::string error;    // a sentence; empty: it was done
};

struct JobRequest {
  std::string kind, what, account, by;
  std::string lane = "scan";
  // Not called when the job is cancelled before its turn.
  std::function<JobOutcome(JobControl&)> work;
  // What to keep of it until it has ended; id, account, by and queued are filled in.
  std::optional<record::KeptJob> keep = {};
  // Of a job that an earlier run of the server accepted: has its place, however many wait.
  std::string id = {};
};

class Jobs {
 public:
  static constexpr std::size_t kMostQueued = 64;  // in all lanes
  static constexpr std::size_t kKeptFinished = 200;

  // Without a store nothing is kept.
  Jobs(Events& events, std::function<base::Millis()> now, store::Store* store = nullptr);
  ~Jobs();  // cancels and waits
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // nullopt: the queue is full, the server is stopping, or the store refused.
  std::optional<Job> submit(JobRequest request);
  std::vector<Job> list() const;  // newest first
  std::optional<Job> find(std::string_view id) const;
  // False when there is no such job or it has ended.
  bool cancel(std::string_view id);
  // Cancels what is there and takes no more; does not wait.
  void stop();
  // Until all threads have ended, after stop().
  void wait();
  // Until nothing is queued or running.
  void wait_idle();

 private:
  struct Entry;
  struct Lane {
    std::deque<std::shared_ptr<Entry>> queue;
    std::jthread thread;
  };

  void run_lane(Lane& lane);
  void run(Entry& entry);
  bool keep(const JobRequest& request, const std::string& id, base::Millis now);
  void drop(const std::string& id);
  void tell(const Job& job);
  void forget_old();

  Events& events_;
  std::function<base::Millis()> now_;
  store::Store* store_;
  mutable std::mutex mutex_;
  std::condition_variable ready_, idle_;
  std::size_t open_ = 0;      // queued or running
  std::size_t entering_ = 0;  // on their way into a queue
  bool stopping_ = false;
  std::uint64_t next_ = 1;
  std::string prefix_;  // of ids, so that those of the last run name nothing in this one
  std::deque<std::shared_ptr<Entry>> entries_;  // oldest first
  std::map<std::string, Lane> lanes_;
};

}  // namespace bartizan::server
