// Triage: what people decided about findings, and what of their changes can be taken back.
//
// What it is: the part of store.h that keeps accepted findings as exceptions, who handles what, and
// for each change that has a way back what leads there. Rows are only added, or marked as
// withdrawn. What it is not: the rule of what an exception may hide (run/exceptions.h), or the log
// of who did it (store/audit.h). Every call may be made from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/exception.h"
#include "record/verdict.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

// An exception that somebody granted here.
struct Acceptance {
  std::int64_t number = 0;  // in the order of granting
  record::Exception exception;
  Millis withdrawn = 0;  // 0: it stands
  std::string withdrawn_by;
};

// One finding of the last sighting of its file, as far as an exception looks at it.
struct StoredFinding {
  std::int64_t number = 0;
  std::string path;
  std::string rule, subject;
  record::Verdict verdict = record::Verdict::incomplete;  // that the finding makes
  std::optional<std::string> sha256;
  std::string accepted_by;  // id of an exception; empty: by none
};

// A finding in one sighting of a file, of all the sightings that are kept.
struct SeenOnce {
  std::int64_t sighting = 0;
  std::string path;
  Millis seen = 0;
  std::optional<std::string> sha256;
  // What follows is empty where nothing stands against the file in this sighting: it comes once.
  std::string rule, subject, member;
  std::int64_t offset = 0;
  record::Severity severity = record::Severity::info;
  record::Verdict verdict = record::Verdict::incomplete;
  std::string accepted_by;  // id of an exception, as it is today; empty: by none
};

// Who handles findings: all of one cause, or one by its id (docs/api.md).
struct Assignment {
  std::int64_t number = 0;
  bool of_cause = false;
  std::string key;  // the cause, or the id
  std::string to;   // empty: nobody any more
  std::string by;
  Millis at = 0;
};

// How a change is taken back. `how` is JSON that whoever made the change understands.
struct Reversible {
  std::int64_t audit = 0;  // number of its entry in the log
  std::string what;        // as in the log: "finding.accept"
  std::string subject;
  std::string how;
  Millis at = 0;
  std::int64_t undone = 0;  // number of the entry that says so; 0: it stands
};

class Triage {
 public:
  virtual ~Triage() = default;

  // The number of the row. The last one of an id that was not withdrawn is how it stands.
  virtual Result<std::int64_t> accept(const record::Exception& exception) = 0;
  // False: there is none, or it was withdrawn before.
  virtual Result<bool> withdraw(std::int64_t number, std::string_view by, Millis now) = 0;
  // One for each id, as it stands; expired ones too. `all`: every row ever.
  virtual Result<std::vector<Acceptance>> acceptances(bool all = false) = 0;

  // Findings of the last sightings, of one rule where `rule` is not empty.
  virtual Result<std::vector<StoredFinding>> findings(std::string_view rule) = 0;
  // Findings as they stood in each sighting after a number, oldest first, one sighting's together.
  // The number of the last sighting. The row is used again for the next one.
  virtual Result<std::int64_t> each_sighting(std::int64_t after,
                                             const std::function<void(const SeenOnce&)>& row) = 0;
  // Says by which exception findings are accepted; "": by none.
  virtual Result<void> mark(const std::vector<std::int64_t>& findings,
                            std::string_view exception) = 0;
  // What is known of the exceptions that accepted something, also those from files.
  virtual Result<std::vector<record::Exception>> used_exceptions() = 0;

  // Their numbers.
  virtual Result<std::vector<std::int64_t>> assign(const std::vector<Assignment>& assignments) = 0;
  // The last of each key that was not withdrawn and names somebody.
  virtual Result<std::vector<Assignment>> assignments() = 0;
  // False, and nothing changes, where one of them is no longer how its key stands.
  virtual Result<bool> withdraw_assignments(const std::vector<std::int64_t>& numbers,
                                            std::string_view by, Millis now) = 0;

  virtual Result<void> put_reversible(const Reversible& change) = 0;
  virtual Result<std::optional<Reversible>> reversible(std::int64_t audit) = 0;
  // False: there is none, or it was taken back before.
  virtual Result<bool> mark_undone(std::int64_t audit, std::int64_t by) = 0;
};

}  // namespace bartizan::store
