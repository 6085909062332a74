// Watch: the part of store.h that remembers what is looked at by itself, and who was told what.
//
// What it is: watched places with their last look, those who are told, notices and their way there,
// settings, and work that was accepted and is not done. What it is not: a clock or a thread
// (run/watch.h), or the home of secrets: those of webhooks stand in a file of their own. Several
// processes may use one store: a place is looked at, and a delivery made, by one of them at a time.
// Every call may be made from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/watch.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

// A file in which something stands that nobody accepted, by one sighting.
struct SightedFindings {
  std::int64_t sighting = 0;
  std::string path, sha256;  // "" where the file was not hashed
  Millis seen = 0;
  record::Severity worst = record::Severity::info;
  std::vector<std::string> rules;  // sorted, each once
  std::string title;               // of the worst one
};

// The last sighting of a model file, long ago.
struct DueFile {
  std::string path, sha256;
  Millis seen = 0;
  std::uint64_t size = 0;
};

struct NoticeRow {
  std::int64_t number = 0;  // they grow
  record::Notice notice;
};

struct TargetLoad {
  std::uint64_t waiting = 0, given_up = 0;
};

class Watch {
 public:
  virtual ~Watch() = default;

  // Adds a place; of one that is there, interval, rate and who said so are changed.
  virtual Result<void> put_place(const record::Watched& place) = 0;
  virtual Result<bool> remove_place(std::string_view path) = 0;
  virtual Result<std::vector<record::Watched>> places() = 0;  // by path
  // False: another process is at it, or there is no such place.
  virtual Result<bool> begin_look(std::string_view path) = 0;
  // Keeps how it went, and lets others look.
  virtual Result<void> end_look(const record::Watched& place) = 0;

  virtual Result<record::WatchSettings> settings() = 0;
  virtual Result<void> put_settings(const record::WatchSettings& settings) = 0;
  // Small values of our own: "" where there is none.
  virtual Result<std::string> value(std::string_view key) = 0;
  virtual Result<void> put_value(std::string_view key, std::string_view value) = 0;

  // Adds, or replaces the one of the same id.
  virtual Result<void> put_target(const record::NotifyTarget& target) = 0;
  virtual Result<bool> remove_target(std::string_view id) = 0;
  virtual Result<std::vector<record::NotifyTarget>> targets() = 0;  // oldest first
  virtual Result<TargetLoad> load(std::string_view target) = 0;

  // Those whose ids were never kept, each once.
  virtual Result<std::vector<record::Notice>> unseen(std::vector<record::Notice> notices) = 0;
  // Keeps them, in one transaction with a delivery of the first `loud` ones to every target that is
  // on and wants it. Those that are there already are passed over.
  virtual Result<void> tell(const std::vector<record::Notice>& notices, std::size_t loud) = 0;
  // Latest first; before: 0 for all.
  virtual Result<std::vector<NoticeRow>> notices(std::int64_t before, std::size_t limit) = 0;
  virtual Result<std::uint64_t> notice_count() = 0;

  struct Due {
    record::Delivery delivery;
    record::Notice notice;
  };
  // Deliveries of a target that are due. Each is counted as an attempt and put off by what `pauses`
  // says of that attempt, so that nobody else takes it meanwhile and a crash costs no notice.
  virtual Result<std::vector<Due>> take_due(std::string_view target, Millis now, std::size_t limit,
                                            std::span<const Millis> pauses) = 0;
  virtual Result<void> delivered(std::string_view target, std::span<const std::int64_t> numbers,
                                 Millis now) = 0;
  // Those with that many attempts are given up; how many.
  virtual Result<std::uint64_t> failed(std::string_view target,
                                       std::span<const std::int64_t> numbers,
                                       std::string_view problem, unsigned most_attempts,
                                       Millis now) = 0;

  // From a sighting on: what stands in files and is at least that bad. In the order of sightings;
  // `limit` of them at most.
  virtual Result<std::vector<SightedFindings>> findings_after(std::int64_t sighting,
                                                              record::Severity least,
                                                              std::size_t limit) = 0;
  virtual Result<std::int64_t> last_sighting() = 0;
  // Model files at or below a path that were last seen before a time and are not known to be gone,
  // longest ago first.
  virtual Result<std::vector<DueFile>> due_files(std::string_view path, Millis before,
                                                 std::size_t limit) = 0;

  // From now on it is this process's; what was kept of it before stays.
  virtual Result<void> keep_job(const record::KeptJob& job) = 0;
  // Counts a start, or takes one back that was broken off in order.
  virtual Result<void> start_job(std::string_view id, bool begun) = 0;
  virtual Result<void> drop_job(std::string_view id) = 0;
  // Those of this process and of processes that are gone, oldest first.
  virtual Result<std::vector<record::KeptJob>> kept_jobs() = 0;
};

}  // namespace bartizan::store
