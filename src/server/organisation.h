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
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "report/assess.h"
#include "run/assess.h"
#include "run/roadmap.h"
#include "server/reader.h"
#include "store/store.h"

namespace bartizan::server {

class Organisation {
 public:
  // In pieces of evidence.
  struct Sizes {
    // Of fewer it is gathered for each request: that takes some 20 ms. At least one.
    std::size_t few = 1000;
    // Of fewer by the request that finds that the store has changed: some 200 ms.
    std::size_t some = 10'000;
  };
  Organisation(store::Store& store, std::function<base::Millis()> now, Sizes sizes);
  Organisation(store::Store& store, std::function<base::Millis()> now)
      : Organisation(store, std::move(now), Sizes()) {}
  ~Organisation();
  Organisation(const Organisation&) = delete;
  Organisation& operator=(const Organisation&) = delete;

  // What a page shows, as `bartizan roadmap`, `assess` and `assess --explain` have it with --format
  // json. The lists of evidence in it are cut.
  base::Result<std::string> roadmap();
  base::Result<std::string> framework(const assure::assess::Framework& framework);
  base::Result<std::string> requirement(const assure::assess::Framework& framework,
                                        const assure::assess::Requirement& requirement);
  // Every system against every requirement of a framework that is asked of each, and when each was
  // last assessed by it.
  struct SystemsOf {
    std::shared_ptr<const run::SystemsTable> table;
    std::shared_ptr<const std::unordered_map<std::string, base::Millis>> assessed;
  };
  base::Result<SystemsOf> systems(const assure::assess::Framework& framework);
  // What collect() gives about the organisation as a whole, for assessments of one system: what is
  // kept, or, where people decided something since, that and the counts that are kept; nullopt
  // where all of it is as quickly collected.
  std::optional<std::vector<record::Evidence>> shared_pieces();
  // Binds an answer about the organisation to what is kept (run::answer).
  std::expected<record::Answer, std::string> answer(const assure::assess::Framework& framework,
                                                    const assure::assess::Requirement& requirement,
                                                    const run::NewAnswer& said);
  // Keeps how requirements stand where that changed since they were last assessed, so that lists
  // and histories have it (run/standings.h): of a small store now, of a large one in the
  // background.
  base::Result<void> keep_standings();
  // Starts gathering where there is nothing yet.
  void warm();

 private:
  struct Kept {
    run::Gathered gathered;
    std::vector<record::Evidence> shared;
    run::CountedSystems systems;
    report::Freshness fresh;
    store::ChangeMark mark;     // before it was gathered
    std::uint64_t answers = 0;  // by this process, as `gathered` has them
    std::size_t pieces_gathered = 0;
    std::map<std::string, std::string, std::less<>> documents;
    // Of single requirements, with the change mark of standings: their history is in them.
    std::map<std::string, std::pair<std::uint64_t, std::string>, std::less<>> requirements;
    decltype(report::AssessView::pieces) pieces;  // of `gathered` by id, while that stands
  };

  base::Result<std::unique_ptr<Kept>> make();
  // The worker's: with the documents that are asked for, and the standings if they are to be kept;
  // nullptr: it cannot be read now.
  std::shared_ptr<Kept> renew(bool keep);
  // Of what is kept, or made now. Called with `lock` held, which is let go while something is made.
  base::Result<Kept*> kept(std::unique_lock<std::mutex>& lock);
  base::Result<void> take_answers(Kept& kept, const store::ChangeMark& mark);
  // Judging may add to the evidence; what was indexed of it before is let go then.
  assure::assess::Assessed judged(Kept& kept, const assure::assess::Framework& framework);
  assure::assess::Judged judged(Kept& kept, const assure::assess::Framework& framework,
                                const assure::assess::Requirement& requirement);
  report::AssessView view_of(const Kept& kept, const assure::assess::Assessed& assessed) const;
  void prepare(Kept& kept, const std::set<std::string>& asked);
  static void forget_documents(Kept& kept);
  std::string written(Kept& kept, const assure::assess::Framework& framework);
  base::Result<std::string> roadmap_of(Kept& kept);
  void work();
  store::Store& reader() { return reader_.store(now_()); }

  store::Store& store_;
  const std::function<base::Millis()> now_;
  const Sizes sizes_;
  std::mutex making_;  // one at a time; taken before mutex_
  Reader reader_;      // guarded by making_
  std::mutex mutex_;
  std::condition_variable asked_, made_;
  std::shared_ptr<Kept> kept_;
  std::chrono::steady_clock::duration cost_{};  // of the worker's last gathering
  std::chrono::steady_clock::time_point finished_;
  // Of frameworks that are asked of each system, those that somebody looked at: judging all systems
  // by all of them each time would be work for nobody. Guarded by mutex_.
  std::set<std::string> asked_for_{"guidelines"};
  // By framework, with the change mark of standings; guarded by mutex_.
  std::map<std::string, std::pair<std::uint64_t, decltype(SystemsOf::assessed)>, std::less<>> last_;
  std::atomic<std::int64_t> kept_day_{-1};  // since 1970, of the measures that were kept last
  bool wanted_ = false, busy_ = false, stopping_ = false;
  bool keeping_ = false;  // the worker is to keep standings, too
  std::thread worker_;
};

}  // namespace bartizan::server
