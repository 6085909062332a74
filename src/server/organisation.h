// Organisation: the assessed organisation, kept in memory.
//
// What it is: the evidence of all systems, gathered once and judged by every framework, and the
// documents that pages ask for. A small store is gathered anew for each request; a large one
// is gathered in the background when the store has changed, and until then what is served says its
// `as_of`. What people answer and plan is never late: kept evidence is judged anew with it. What it
// is not: the rules (assure/assess), or per-system assessments, which are quick enough to make each
// time. Thread-safe; owns one thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "report/assess.h"
#include "run/assess.h"
#include "run/roadmap.h"
#include "server/reader.h"
#include "store/store.h"

namespace bartizan::server {

class Organisation {
 public:
  Organisation(store::Store& store, std::function<base::Millis()> now);
  ~Organisation();
  Organisation(const Organisation&) = delete;
  Organisation& operator=(const Organisation&) = delete;

  // What a page shows, as `bartizan roadmap`, `assess` and `assess --explain` have it with --format
  // json. The lists of evidence in it are cut.
  base::Result<std::string> roadmap();
  base::Result<std::string> framework(const assure::assess::Framework& framework);
  base::Result<std::string> requirement(const assure::assess::Framework& framework,
                                        const assure::assess::Requirement& requirement);
  // What collect() gave about the organisation as a whole, for assessments of one system; nullopt
  // where that is as quickly collected, or has changed by what people decided.
  std::optional<std::vector<record::Evidence>> shared_pieces();
  // Binds an answer about the organisation to what is kept (run::answer).
  std::expected<record::Answer, std::string> answer(const assure::assess::Framework& framework,
                                                    const assure::assess::Requirement& requirement,
                                                    const run::NewAnswer& said);
  // Starts gathering where there is nothing yet.
  void warm();

 private:
  struct Kept {
    run::Gathered gathered;
    std::vector<record::Evidence> shared;
    run::CountedSystems systems;
    report::Freshness fresh;
    store::ChangeMark mark;  // before it was gathered
    std::uint64_t answers = 0;
    std::map<std::string, std::string, std::less<>> documents;
    decltype(report::AssessView::pieces) pieces;  // of `gathered` by id, while that stands
  };

  base::Result<std::unique_ptr<Kept>> make();
  // Of what is kept, or made now. Called with `lock` held, which is let go while something is made.
  base::Result<Kept*> kept(std::unique_lock<std::mutex>& lock);
  base::Result<void> take_answers(Kept& kept, const store::ChangeMark& mark);
  report::AssessView view_of(const Kept& kept, const assure::assess::Assessed& assessed) const;
  void prepare(Kept& kept);
  std::string written(Kept& kept, const assure::assess::Framework& framework);
  base::Result<std::string> roadmap_of(Kept& kept);
  void work();
  store::Store& reader() { return reader_.store(now_()); }

  store::Store& store_;
  const std::function<base::Millis()> now_;
  std::mutex making_;                     // one at a time; taken before mutex_
  Reader reader_;  // guarded by making_
  std::mutex mutex_;
  std::condition_variable asked_, made_;
  std::shared_ptr<Kept> kept_;
  std::chrono::steady_clock::duration cost_{};  // of the worker's last gathering
  std::chrono::steady_clock::time_point finished_;
  std::atomic<std::int64_t> kept_day_{-1};  // since 1970, of the measures that were kept last
  bool wanted_ = false, busy_ = false, stopping_ = false;
  std::thread worker_;
};

}  // namespace bartizan::server
