// Evidence: what the store knows about a system or the organisation, as pieces that an assessment
// can stand on.
//
// What it is: the collecting of evidence that follows from scans, discovery, the inventory,
// exposure, cases and feeds, joined with what commands left behind (store/evidence.h). Every piece
// says who made it, when, and until when it counts; docs/assessments.md lists the facts of each
// kind. What it is not: a judgement (assure/assess), or a reading of models: only small documents
// of a system's folder are opened (SECURITY.md, licences, lock files). Times are arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/evidence.h"
#include "run/systems.h"
#include "store/store.h"

namespace bartizan::run {

inline constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

struct CollectOptions {
  base::Millis now = 0;
  // After that, what was read from bytes counts no more; 0: what the posture in force says, which
  // is seven days while nobody has raised it.
  base::Millis age = 0;
  base::Millis said_age = 365 * kDay;  // the same of what people declared
  bool documents = true;               // look for documents in the system's folder
  // What was made after `now` is left out: of a day that has passed, what was known then.
  bool as_it_was = false;
  // Of the organisation: what its systems have, too; each piece names its system.
  bool with_systems = true;
  std::string feeds;  // folder of the advisories; empty: beside the store
  // Of the organisation: its counts, where they are known and not counted again.
  std::optional<record::Evidence> estate;
};

// `system`: nullptr for the organisation. Sorted by system, kind and subject; ids are filled in.
base::Result<std::vector<record::Evidence>> collect(store::Store& store, const SystemRef* system,
                                                    const CollectOptions& options);

// A piece as a command leaves it: kind, subject, producer with the program's version, times, and
// the system in whose folder `subject` lies where it is an absolute path.
record::Evidence left_piece(store::Store& store, record::EvidenceKind kind, std::string subject,
                            std::string_view command, base::Millis now,
                            base::Millis age = 7 * kDay);
// Sorts facts, fills in the ids and keeps them.
base::Result<void> leave_evidence(store::Store& store, std::vector<record::Evidence> pieces);

}  // namespace bartizan::run
