// Case: one weakness of one component of one system, with its decision and its clock.
//
// What it is: the only place where facts become a record::Case, so that what vuln sees, what a new
// answer about exposure changes and what a test proves over time follow the same rules. What it is
// not: memory (store/cases.h). Pure; times are arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/decide/decide.h"
#include "record/advisory.h"
#include "record/decision.h"

namespace bartizan::assure::decide {

// A weakness as matching found it.
struct Weakness {
  std::string system;  // as in record::Exposure
  std::string system_name;
  std::string component;  // purl, or "kind:provider/name@version" where there is none
  std::string advisory;   // the CVE where there is one
  std::string summary;
  std::string fixed_in;
  std::optional<record::KevEntry> kev;
  std::optional<record::SsvcPoints> ssvc;
  bool kev_known = true;  // a KEV feed was imported
};

// "kind:provider/name@version" or the purl: what Case::component holds.
std::string component_key(const record::Component& component);
// For people: "litellm 1.82.0" of "pkg:pypi/litellm@1.82.0".
std::string component_title(std::string_view key);

// As it stands at `now`, decided by BOD 26-04. `known` is what the store remembers of the same
// case: its first detection counts, the clock never starts later than it did, and what people said
// stays. The state is open for a new case.
record::Case case_of(const Weakness& weakness, const std::optional<record::Exposure>& exposure,
                     const record::Case* known, base::Millis now);
// The same case after a new word about its system's exposure; nullopt: after it was taken back.
record::Case with_exposure(const record::Case& known,
                           const std::optional<record::Exposure>& exposure);

// Case::inputs read back: the explained inputs and which row they selected. nullopt for text that
// this program did not write.
std::optional<Decision> decision_of(const record::Case& known);
// What the case's clock asks for and by when.
Clock clock_of(const record::Case& known);
// What is odd about its times, as a sentence each: dates in the future.
std::vector<std::string> clock_doubts(const record::Case& known, base::Millis now);

// What Case::id is, for one system, component and advisory.
std::string case_id(std::string_view system, std::string_view component, std::string_view advisory);

}  // namespace bartizan::assure::decide
