// Watcher: looks at what is due, reads again what is old, and tells who is to be told.
//
// What it is: one thread that wakes up every few seconds: watched places below the roots that are
// due become jobs in a lane of their own, so that they hold nobody's scan up; model files whose
// last reading is too old, too; how requirements stand is kept where that changed; new notices
// become an event `notice` and go to those who are told. What it is not: the looking (run/watch.h)
// or the words (run/notify.h). Owns its thread; any thread may call. Goes before Jobs does.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "server/context.h"
#include "server/jobs.h"
#include "server/reader.h"

namespace bartizan::server {

class Watcher {
 public:
  explicit Watcher(Context& context) : context_(context), reader_(context.store) {}
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  void start();
  // Takes no more up; does not wait.
  void stop();
  void wait();

  // A job that looks at a place, due or not; nullopt when one is at it already or there is no room.
  // `by`: who asked for it, and the id of the account.
  std::optional<Job> look_now(const record::Watched& place, const std::string& account,
                              const std::string& by);
  // One round, as the thread makes it every few seconds.
  void round();

 private:
  struct Busy;
  void run();
  void look_at_what_is_due();
  void read_again_what_is_old();
  void read_again_what_changed();
  void keep_standings();
  void tell();
  std::shared_ptr<Busy> begin(const std::string& what);
  bool stopping();

  Context& context_;
  Reader reader_;  // of the thread alone
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  bool unsaid_ = false;                        // a look ended since notices of everything were made
  bool looked_ = false;                        // a job ended since notices were made
  std::set<std::string> busy_;                 // what jobs are at
  std::map<std::string, base::Millis> tried_;  // when a job was last made for it
  base::Millis told_ = 0, told_all_ = 0, read_again_ = 0, changed_ = 0, kept_ = 0;
  store::ChangeMark kept_mark_;  // of the store when standings were last kept
  std::thread thread_;
};

}  // namespace bartizan::server
