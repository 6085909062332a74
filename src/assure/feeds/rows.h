// Rows: what the parser `feed` says, as records, and none of it believed unseen.
//
// What it is: the parent's half of assure/parse/feed/put.h: every bound is checked again, a record
// counts when it is complete, and what does not fit is dropped and counted. What it is not: an
// index. One thread for each of its objects; several may share a Records that locks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/advisory.h"
#include "record/foreign.h"

namespace bartizan::assure::feeds {

// Where records go.
class Records {
 public:
  virtual void take(record::Advisory&& advisory) = 0;
  virtual void take(record::KevEntry&& entry) = 0;
  virtual void take(record::SsvcPoints&& points) = 0;
  virtual void take(record::EpssScore&& score) = 0;

 protected:
  ~Records() = default;
};

struct Refusal {
  std::string place;  // a file, a record of it
  std::string why;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

struct Tally {
  std::array<std::uint64_t, 5> records{};  // by record::FeedKind
  std::uint64_t refused = 0;               // by the parser, or not believed
  std::uint64_t others = 0;                // objects that are no advisories
  std::uint64_t future = 0;                // records that are dated after today
  base::Millis newest = 0;                 // date in the records that is not in the future
  base::Millis future_newest = 0;
  base::Millis stated = 0;  // of the collection as a whole
  std::string version;
  std::vector<Refusal> refusals;  // the first ones
  std::vector<record::Note> notes;

  std::uint64_t all() const;
  // The kind of most records; nothing while there are none.
  std::optional<record::FeedKind> kind() const;
  // What the feed says about its age: its own date, else its newest record's.
  base::Millis data_date() const;
  void add(const Tally& other);
};
inline constexpr std::size_t kMostRefusals = 200;

class Rows {
 public:
  // `now`: dates behind it (and a day) are the future.
  Rows(Records& out, base::Millis now) : out_(out), now_(now) {}

  void row(record::Row&& row);
  // The file's rows are over: an advisory without its end is dropped.
  void end();
  const Tally& tally() const { return tally_; }
  // Rows that the parser cannot have written.
  std::uint64_t disbelieved() const { return disbelieved_; }

 private:
  bool believe(record::Row& row);
  bool advisory(record::Row& row);
  bool part(record::Row& row);
  bool kev(record::Row& row);
  bool ssvc(record::Row& row);
  bool epss(record::Row& row);
  void dated(base::Millis time);

  Records& out_;
  const base::Millis now_;
  std::optional<record::Advisory> open_;
  record::FeedKind kind_ = record::FeedKind::osv;  // of the open one
  std::string epss_day_;
  Tally tally_;
  std::uint64_t disbelieved_ = 0;
};

}  // namespace bartizan::assure::feeds
