// Reconcile: what was declared against what was found.
//
// What it is: pure functions over the inventory's use cases and the systems that discovery found.
// A found system belongs to a use case because somebody said so (assign, system.toml), or it may
// belong to one whose name is alike, which is a suggestion and never an answer. What it is not: a
// store or a report.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/inventory.h"
#include "use/reconcile/holding.h"
#include "use/reconcile/names.h"

namespace bartizan::use {

// A found system with what the store keeps of its components.
struct FoundSystem {
  std::string id, place, path, name, owner;
  std::string use_case;  // assigned: a record id, or what the organisation calls it
  Holding holding;
};

enum class Gap : std::uint8_t {
  shadow,  // found, not declared
  ghost,   // declared as in use, not found
  drift,   // declared and found, and no longer the same
};
std::string_view name(Gap gap);

struct Difference {
  Gap gap = Gap::shadow;
  std::string system;                // id of the found one, empty for a ghost
  std::string use_case;              // record id of the declared one, empty for a shadow
  std::string name;                  // of the system or the use case
  std::string where;                 // place and path, or source and row
  std::string place;                 // that was read; empty for a ghost
  std::string declaration;           // file whose list of models does not fit, else empty
  bool only_listed = false;          // and nothing else has changed
  bool gone = false;                 // nothing lies there any more; for whoever can look
  std::string owner;                 // whom to ask; empty when nobody is known
  std::string reason;                // one sentence without a full stop
  std::vector<std::string> details;  // what was found, or what changed
  std::vector<Suggestion> suggestions;
};

struct Reconciled {
  std::vector<Difference> differences;  // shadows, ghosts, drifts; each by name
  std::uint64_t declared = 0;           // use cases that say they are in use
  std::uint64_t found = 0;              // systems with AI in them
  std::uint64_t matched = 0;
};

Reconciled reconcile(std::span<const record::UseCase> use_cases,
                     std::span<const FoundSystem> systems);
// The same with an index of those use cases, for whoever asks again with other systems.
Reconciled reconcile(std::span<const record::UseCase> use_cases,
                     std::span<const FoundSystem> systems, Names& names);

}  // namespace bartizan::use
