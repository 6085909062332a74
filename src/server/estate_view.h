// EstateView: what lists and counts over all systems need, kept in memory.
//
// What it is: the systems with verdict, clock, exposure and so on, the model files as they were
// last seen, and the cases, each part read again when the store says that it was written to
// (change_mark of store.h), so that a request sees what was written before it. What another process
// writes is looked at every few seconds. What it is not: the judged organisation
// (server/organisation.h), or a second store: snapshots are read only, and live as long as whoever
// holds them. Thread-safe.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
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
  std::vector<SystemLine> systems;                              // by name, then id
  std::unordered_map<std::string_view, std::uint32_t> by_id;    // also by the id of the use case
  std::vector<File> files;                                      // models, by path
  std::vector<std::uint32_t> system_of;                         // of each file, or kNone
  std::vector<FindingAt> findings;                              // worst first, then by path
  std::shared_ptr<const std::vector<record::Case>> cases;       // most urgent first
  std::unordered_map<std::string_view, std::uint32_t> case_of;  // by id

  const SystemLine* system(std::string_view id) const;
  const SystemLine* system_of_file(std::size_t file) const;
};

// Open cases with a date first, by date; then those without; then what is dealt with.
bool more_urgent(const record::Case& a, const record::Case& b);

class EstateView {
 public:
  EstateView(store::Store& store, std::function<base::Millis()> now);

  base::Result<std::shared_ptr<const Estate>> look();

 private:
  base::Result<void> refresh(const store::ChangeMark& mark, const store::ChangeMark& before);
  base::Result<void> load_systems(bool inventory);
  base::Result<void> load_files(bool all);
  base::Result<void> load_cases();
  base::Result<void> load_standings();
  base::Result<void> load_boms();
  base::Result<void> load_components();
  std::shared_ptr<const Estate> joined() const;
  void place_files(Estate& estate) const;
  store::Store& reader() { return reader_.store(now_()); }

  store::Store& store_;
  const std::function<base::Millis()> now_;
  std::mutex mutex_;  // guards what follows
  // A connection of its own, so that reading much keeps nobody else waiting.
  Reader reader_;
  std::optional<store::ChangeMark> mark_;
  base::Millis looked_ = 0;  // when another process' changes were last looked at
  std::vector<run::SystemRef> refs_;
  std::unordered_map<std::string, std::pair<std::size_t, std::uint64_t>> missing_;  // hash, missing
  std::unordered_map<std::string, std::uint64_t> missing_of_;                       // by use case
  std::unordered_map<std::string, std::uint64_t> components_;                       // by system
  std::unordered_map<std::string, std::uint64_t> boms_;
  std::map<std::string, Estate::File> files_;  // models and others, by path
  std::uint64_t newest_sighting_ = 0, newest_standing_ = 0;
  std::shared_ptr<const std::vector<record::Case>> cases_;
  base::Millis acceptance_ends_ = 0;  // the first of cases that are accepted for a time
  std::unordered_map<std::string, record::Exposure> exposures_;
  std::unordered_map<std::string, store::StandingTotals> standings_;
  std::shared_ptr<const Estate> estate_;
};

}  // namespace bartizan::server
