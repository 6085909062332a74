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

#include "record/component.h"
#include "record/inventory.h"

namespace bartizan::use {

struct DeclaredPart {
  record::ComponentKind kind = record::ComponentKind::package;
  std::string name, provider, version;
};

// A found system with its components, as the store keeps them.
struct FoundSystem {
  std::string id, place, path, name, owner;
  std::string use_case;  // assigned: a record id, or what the organisation calls it
  std::vector<const record::Component*> components;
  std::vector<DeclaredPart> declared;  // when it was assigned
};

enum class Gap : std::uint8_t {
  shadow,  // found, not declared
  ghost,   // declared as in use, not found
  drift,   // declared and found, and no longer the same
};
std::string_view name(Gap gap);

struct Suggestion {
  std::string use_case;  // record id
  std::string name;      // of the use case
  double alike = 0;      // 0 to 1
};

struct Difference {
  Gap gap = Gap::shadow;
  std::string system;    // id of the found one, empty for a ghost
  std::string use_case;  // record id of the declared one, empty for a shadow
  std::string name;      // of the system or the use case
  std::string where;     // place and path, or source and row
  std::string owner;     // whom to ask; empty when nobody is known
  std::string reason;    // one sentence without a full stop
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

// How alike two names are, by their words: 0 to 1.
double alike(std::string_view a, std::string_view b);

}  // namespace bartizan::use
