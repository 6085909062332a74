// Evidence: the part of store.h that assessments read and write.
//
// What it is: evidence that commands left behind, answers of people with their attachments, the
// plan of actions, and how requirements stood. What it is not: evidence that follows from other
// tables (scans, the inventory, cases): run/evidence.h derives that when it is asked for. Nothing
// is changed in place: newer evidence about a subject stands beside the older, the last one counts.
// Every call may be made from any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/evidence.h"
#include "store/attachment.h"

namespace bartizan::store {

using base::Result;

// How the requirements of all frameworks last stood for one system.
struct StandingTotals {
  std::string system;
  base::Millis at = 0;  // the newest of them
  std::array<std::uint64_t, record::kStatuses> by_status{};  // by record::Status
};
struct StandingsSince {
  std::vector<StandingTotals> systems;
  std::uint64_t newest = 0;
};

// When a system was last assessed by a framework.
struct LastAssessed {
  std::string system;
  base::Millis at = 0;
};
// How a requirement last stood for a system.
struct LastStanding {
  std::string requirement, system;
  record::Status status = record::Status::unknown;
};

class Evidence {
 public:
  virtual ~Evidence() = default;

  // One transaction. A piece of the same id and time is kept once.
  virtual Result<void> add(const std::vector<record::Evidence>& evidence) = 0;
  // The last piece of each kind and subject; of one system where `system` is not empty.
  virtual Result<std::vector<record::Evidence>> latest(std::string_view system) = 0;
  // The same of those that belong to no system.
  virtual Result<std::vector<record::Evidence>> latest_of_organisation() = 0;
  // The last piece about each subject, of one kind.
  virtual Result<std::vector<record::Evidence>> latest_of(record::EvidenceKind kind) = 0;
  virtual Result<std::optional<record::Evidence>> piece(std::string_view id) = 0;  // latest of it
  // Every piece about one subject, oldest first.
  virtual Result<std::vector<record::Evidence>> about(record::EvidenceKind kind,
                                                      std::string_view subject) = 0;

  // An answer whose id is there already is left as it was. Code::invalid: it never expires, or what
  // it says of its attachment is not true of `attachment`, which may be null where it has none.
  virtual Result<void> put_answer(const record::Answer& answer, const Attachment* attachment) = 0;
  // Oldest first, withdrawn ones too. Empty arguments: of any.
  virtual Result<std::vector<record::Answer>> answers(std::string_view framework,
                                                      std::string_view system) = 0;
  // The same of those about the organisation. `known`: as this said before; what an answer was
  // given beside never changes, and is not read again.
  virtual Result<std::vector<record::Answer>> answers_of_organisation(
      std::vector<record::Answer> known = {}) = 0;
  // The same of those about one system each.
  virtual Result<std::vector<record::Answer>> answers_of_systems() = 0;
  // False when there is none, or it was taken back before.
  virtual Result<bool> withdraw_answer(std::string_view id, std::string_view by,
                                       base::Millis now) = 0;
  // Of an answer or of a record of readiness.
  virtual Result<std::optional<Attachment>> attachment(std::string_view sha256) = 0;

  // Adds one, or replaces the one of the same id; what it was before is kept in the history.
  virtual Result<void> put_action(const record::Action& action) = 0;
  // By due date, those without one last; "": of all.
  virtual Result<std::vector<record::Action>> actions(std::string_view system) = 0;
  virtual Result<std::vector<record::Action>> action_history(std::string_view id) = 0;

  // Keeps those that differ from the last standing of their requirement and system, and one a day.
  virtual Result<void> put_standings(const std::vector<record::Standing>& standings) = 0;
  // Oldest first; since: 0 for all. `requirement` and `system` may be empty: all of them.
  virtual Result<std::vector<record::Standing>> standings(std::string_view framework,
                                                          std::string_view requirement,
                                                          std::string_view system,
                                                          base::Millis since) = 0;
  // The same of those about the organisation alone.
  virtual Result<std::vector<record::Standing>> standings_of_organisation(
      std::string_view framework, std::string_view requirement) = 0;
  // Of systems, not of the organisation, that have standings newer than `after`, which is `newest`
  // of an earlier answer, or 0 for all.
  virtual Result<StandingsSince> standing_totals(std::uint64_t after) = 0;
  // Of systems, not of the organisation.
  virtual Result<std::vector<LastAssessed>> last_assessed(std::string_view framework) = 0;
  virtual Result<std::vector<LastStanding>> last_standings(std::string_view framework) = 0;
};

}  // namespace bartizan::store
