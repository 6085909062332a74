// Decide: SSVC tables as data, and the clock of CISA BOD 26-04.
//
// What it is: a table of the catalogue (catalogs/lists/ssvc-*.toml), inputs with where each comes
// from, and the one row that they select. What it is not: a clock that ticks: times are arguments.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/advisory.h"
#include "record/component.h"
#include "record/decision.h"

namespace bartizan::assure::decide {

// A decision point as one table uses it.
struct Point {
  std::string key;    // "in-kev", "publicly-exposed", "automatable", "technical-impact" ...
  std::string title;  // "Publicly Exposed"
  std::string id;     // of the SSVC project: "cisa:PE:1.0.0"
  std::string version;
  std::vector<std::string> values;  // in the project's order, lower case: "no", "yes"
  std::vector<std::string> codes;   // the project's keys of the values: "N", "Y"
};
// The value that somebody wrote in whatever case, with '-' or '_' for blanks, or as its code.
std::optional<std::string> value_of(const Point& point, std::string_view written);

struct Table {
  std::string id;  // "bod-26-04", "cisa-coordinator", "deployer", "supplier", "coordinator-triage"
  std::string title, version, source, verified;  // verified: primary, secondary, no
  std::string decides;                           // in a few words
  std::vector<Point> inputs;
  Point outcome;
  // One entry for each row: the place of each input's value, then the outcome's.
  std::vector<std::vector<std::uint8_t>> rows;
};
// The tables of the catalogue in force, by id.
std::span<const Table> tables();
const Table* table(std::string_view id);

// What is known about one input.
struct Input {
  std::string key;
  std::string value;     // lower case; of the point's values
  std::string source;    // "KEV 2026-05-08", "SSVC of CISA, 2026-05-08", "A. Person, 2026-11-02"
  bool assumed = false;  // nobody said so: the table's rule for missing data, or the careful answer
  std::string why;       // of an assumption

  friend bool operator==(const Input&, const Input&) = default;
};
struct Decision {
  std::string table, version, verified;
  std::string outcome;
  std::vector<Input> inputs;  // in the table's order, complete
  std::size_t row = 0;        // 0-based
};
// A point that is the outcome of another table (utility, human impact, public safety impact) may be
// given by that table's inputs. nullopt where inputs are missing; the caller fills them
// (bod_inputs) or asks for those that missing() names.
std::optional<Decision> decide(const Table& table, std::span<const Input> inputs);
std::vector<const Point*> missing(const Table& table, std::span<const Input> inputs);

// The four inputs of BOD 26-04. Without SSVC data automatable = no and technical impact = total
// (the guidance says so for what is not in KEV; not verified against the primary text); what is in
// KEV gets the careful answers, yes and total. Exposure that nobody stated is assumed to be yes.
// `kev_known`: a KEV feed was imported, so that its silence says something.
std::vector<Input> bod_inputs(const std::optional<record::KevEntry>& kev,
                              const std::optional<record::SsvcPoints>& ssvc,
                              const std::optional<record::Exposure>& exposure,
                              bool kev_known = true);

// What an outcome of BOD 26-04 asks for.
struct Remedy {
  std::optional<unsigned> days;  // none: on system upgrade
  bool forensic = false;
};
std::optional<Remedy> remedy(std::string_view outcome);

struct Step {
  std::string what;  // "scope", "volatile evidence", "triage decision", "remediate"
  std::string how;   // in words; empty for "remediate"
  base::Millis due = 0;
  std::string verified;  // primary, secondary, no: as the fact sheet has it
};
struct Clock {
  base::Millis start = 0;
  std::string start_reason;  // "listed in KEV", "detected here"
  std::optional<base::Millis> due;
  std::vector<Step> steps;  // by due time
};
// Starts at the earlier of the listing in KEV (0: not listed, or nobody says since when) and the
// detection here. Forensic steps count from the listing.
Clock clock_of(const Remedy& remedy, base::Millis detected, base::Millis kev_added);

}  // namespace bartizan::assure::decide
