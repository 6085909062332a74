// Decisions: which weakness of which system must be gone by when, who said what, and when.
//
// What it is: exposure answers, cases (one weakness of one component of one system), their changes
// and VEX statements, as plain structs that own their strings. What it is not: the tables that
// decide (assure/decide). Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::record {

// What somebody said about a system: can it be reached from the internet?
struct Exposure {
  std::string system;  // id of a found system, or of a use case; "place:" and its path for a place
  bool exposed = true;
  std::string by;
  std::string reason;
  base::Millis at = 0;

  friend bool operator==(const Exposure&, const Exposure&) = default;
};

enum class CaseState : std::uint8_t {
  open,          // seen, not dealt with
  investigating, // a forensic step was taken
  fixed,         // no longer seen, or somebody says so
  not_affected,  // a VEX statement says so, with its justification
  accepted,      // somebody answers for leaving it, until a date
};
std::string_view name(CaseState state);
std::optional<CaseState> case_state(std::string_view name);

// One weakness of one component of one system.
struct Case {
  std::string id;  // "case_" + base32 of SHA-256 over system, component and advisory
  std::string system;         // as in Exposure
  std::string system_name;
  std::string component;      // purl, or "kind:provider/name@version" where there is none
  std::string advisory;       // the CVE where there is one, else the advisory's id
  std::string summary;
  std::string fixed_in;       // smallest version that is not affected; empty: none known
  base::Millis first_seen = 0;
  base::Millis last_seen = 0;
  base::Millis kev_added = 0;  // 0: not in KEV
  std::string table;           // "bod-26-04"
  std::string outcome;         // as the table has it: "3 days & forensic investigation"
  std::string inputs;          // JSON: the explained inputs (docs/vulnerabilities.md)
  base::Millis start = 0;      // of the clock
  base::Millis due = 0;        // 0: no date ("fix on system upgrade")
  bool forensic = false;
  CaseState state = CaseState::open;
  base::Millis until = 0;  // of `accepted`: when it runs out

  friend bool operator==(const Case&, const Case&) = default;
};

// What changed of a case, oldest first; nothing is ever taken away.
struct CaseChange {
  std::string id;  // of the case
  base::Millis at = 0;
  std::string by;      // "bartizan", or a person
  std::string what;    // "state", "outcome", "due", "step"
  std::string before, after;
  std::string reason;

  friend bool operator==(const CaseChange&, const CaseChange&) = default;
};

enum class VexStatus : std::uint8_t { not_affected, affected, fixed, under_investigation };
std::string_view name(VexStatus status);  // as OpenVEX spells it
std::optional<VexStatus> vex_status(std::string_view name);

// Somebody's word about a weakness in products.
struct VexStatement {
  std::string id;  // "vex_" + base32 over its content
  std::string vulnerability;          // "CVE-..." or another advisory's id
  std::vector<std::string> aliases;
  std::vector<std::string> products;  // purls, hashes "sha256:...", BOM-Links; empty: all of a system
  std::vector<std::string> subcomponents;
  std::string system;  // when it was said here about one system
  VexStatus status = VexStatus::under_investigation;
  std::string justification;  // OpenVEX's five words; empty where the status needs none
  std::string impact;         // in words
  std::string action;         // in words
  std::string author;
  base::Millis at = 0;
  std::string source;  // file and its SHA-256, or "here"

  friend bool operator==(const VexStatement&, const VexStatement&) = default;
};

}  // namespace bartizan::record
