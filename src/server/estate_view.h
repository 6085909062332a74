// EstateView: what lists and counts over all systems need, kept in memory.
//
// What it is: the systems with verdict, clock, exposure and so on, the model files as they were
// last seen, and the cases, each part read again when the store says that it was written to
// (change_mark of store.h), so that a request sees what this process wrote before it. What another
// process wrote may be anything: then all is read again, in the background where that takes long,
// and until then the pages show what was there, and what this process writes. What it is not: the
// judged organisation (server/organisation.h), or a second store: snapshots are read only, and live
// as long as whoever holds them. Thread-safe; owns one thread.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "run/systems.h"
#include "server/reader.h"
#include "store/store.h"

namespace bartizan::server {

struct SystemClock {
  std::uint64_t running = 0;
  base::Millis due = 0;  // the earliest of open cases; 0: none has a date
};

// One system with what lists show of it.
struct SystemLine {
  run::SystemRef ref;
  std::optional<record::Verdict> verdict;  // the worst of its files; none: it has none
  std::uint64_t artifacts = 0;
  std::uint64_t findings = 0;  // that are not accepted
  std::uint64_t components = 0;
  std::optional<std::uint64_t> models;        // files that reading it found; none: nobody read it
  std::optional<std::uint64_t> missing;       // answers that its form requires; none: no record
  std::optional<std::uint64_t> completeness;  // of its last bill of materials, in percent
  SystemClock clock;
  std::optional<record::Exposure> exposure;
  base::Millis assessed = 0;
  std::array<std::uint64_t, record::kStatuses> statuses{};  // by record::Status
};

struct Estate {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct FindingAt {
    std::uint32_t file = 0, finding = 0;
  };
  using File = std::shared_ptr<const store::SeenFile>;

  base::Millis as_of = 0;
  std::vector<SystemLine> systems;                            // by name, then id
  std::unordered_map<std::string_view, std::uint32_t> by_id;  // also by the id of the use case
  std::vector<File> files;                                    // models, by path
  std::vector<std::uint32_t> system_of;                       // of each file, or kNone
  std::vector<FindingAt> findings;                            // worst first, then by path
  std::shared_ptr<const std::vector<record::Case>> cases;     // most urgent first
  using CaseIndex = std::unordered_map<std::string_view, std::uint32_t>;
  std::shared_ptr<const CaseIndex> case_of;  // by id

  const SystemLine* system(std::string_view id) const;
  const SystemLine* system_of_file(std::size_t file) const;
  // Of a file that is not among them: no model, or seen since.
  const SystemLine* system_around(std::string_view path) const;
};

// Open cases with a date first, by date; then those without; then what is dealt with.
bool more_urgent(const record::Case& a, const record::Case& b);

// What was read of the store, part by part.
class EstateParts {
 public:
  // Reads with `reader`; `store` keeps digests. By the parts of the marks that differ, or `all`.
  base::Result<void> refresh(store::Store& reader, store::Store& store, base::Millis now,
                             const store::ChangeMark& mark, const store::ChangeMark& before,
                             bool all);
  std::shared_ptr<const Estate> joined(base::Millis now);
  // When the first of cases that are accepted for a time is open again; 0: none.
  base::Millis acceptance_ends() const { return acceptance_ends_; }

 private:
  base::Result<void> load_systems(store::Store& reader, base::Millis now, bool inventory);
  base::Result<void> load_files(store::Store& reader, bool all);
  base::Result<void> load_cases(store::Store& reader);
  base::Result<void> load_standings(store::Store& reader);
  base::Result<void> load_boms(store::Store& reader);
  base::Result<void> load_components(store::Store& reader, store::Store& store);
  void place_files(Estate& estate) const;
  // The same from where it was done before, if neither systems nor files have changed since.
  bool copy_places(Estate& estate) const;

  std::vector<run::SystemRef> refs_;
  std::unordered_map<std::string, std::pair<std::size_t, std::uint64_t>> missing_;  // hash, missing
  std::unordered_map<std::string, std::uint64_t> missing_of_;                       // by use case
  struct Parts {
    std::uint64_t components = 0, models = 0;
  };
  std::unordered_map<std::string, Parts> components_;  // by system
  std::unordered_map<std::string, std::uint64_t> boms_;
  std::map<std::string, Estate::File> files_;  // models and others, by path
  std::uint64_t newest_sighting_ = 0, newest_standing_ = 0;
  std::shared_ptr<const std::vector<record::Case>> cases_;
  std::shared_ptr<const Estate::CaseIndex> case_of_;
  bool placed_ = false;                 // `last_` has systems and files as they are here
  std::shared_ptr<const Estate> last_;  // that was joined
  base::Millis acceptance_ends_ = 0;
  std::unordered_map<std::string, record::Exposure> exposures_;
  std::unordered_map<std::string, store::StandingTotals> standings_;
};

class EstateView {
 public:
  // What takes less than `quick` to read whole is read by the request that finds another process'
  // change.
  EstateView(store::Store& store, std::function<base::Millis()> now,
             std::chrono::steady_clock::duration quick = std::chrono::milliseconds(200));
  ~EstateView();
  EstateView(const EstateView&) = delete;
  EstateView& operator=(const EstateView&) = delete;

  // Never older than what this process wrote before.
  base::Result<std::shared_ptr<const Estate>> look();

 private:
  using Clock = std::chrono::steady_clock;

  base::Result<void> take_own(const store::ChangeMark& mark);
  base::Result<void> read_whole(const store::ChangeMark& mark);
  void work();

  store::Store& store_;
  const std::function<base::Millis()> now_;
  const Clock::duration quick_;
  std::mutex mutex_;  // guards what follows, but for background_
  // Connections of their own, so that reading much keeps nobody else waiting.
  Reader reader_, background_;
  EstateParts parts_;
  std::shared_ptr<const Estate> estate_;
  // What `parts_` has: of this process by the counters without what others wrote (own() of
  // estate_view.cc), of others by how often they had written.
  store::ChangeMark own_;
  std::uint64_t foreign_ = 0;
  base::Millis looked_ = 0;  // when another process' changes were last looked at
  Clock::duration cost_{};   // of reading everything
  Clock::time_point finished_;
  bool wanted_ = false, busy_ = false, stopping_ = false;
  std::condition_variable asked_;
  std::thread worker_;
};

}  // namespace bartizan::server
