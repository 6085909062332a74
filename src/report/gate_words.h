// What the reports of a gate share: one line for each thing that was judged, in the same words.
//
// Phrases are escaped UTF-8 without line breaks; sinks add their own quoting. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/gate.h"
#include "report/paint.h"

namespace bartizan::report {

// "✗", "!", "?", "✓", "·"
std::string_view symbol(assure::gate::Standing standing);
Ink ink(assure::gate::Standing standing);

// One thing that a rule judged, ready for a sink.
struct GateRow {
  assure::gate::Standing standing = assure::gate::Standing::passed;
  std::string subject;
  std::string what;    // the fact, or why nothing could be said
  std::string path;    // of the place, as a name; empty for none
  std::string where;   // "models/a.pt › data.pkl, byte 12" or "app.py:4"; empty for none
  std::string source;  // who says so
  std::string remedy;
  std::string accepted_by;
  std::uint64_t line = 0;
  const assure::gate::Fact* fact = nullptr;  // null for an examination
  const assure::gate::Subject* about = nullptr;
};
GateRow row(const GateView& view, const assure::gate::Rule& rule,
            const assure::gate::Judged& judged);

// Examinations that came to nothing leave many rules undecided; they are told once.
struct GateGap {
  std::string what;   // "vulnerability of 3 packages"
  std::string why;
  std::string remedy;
  std::vector<std::string> subjects;  // empty: everything
  std::vector<std::string> rules;     // ids
};
std::vector<GateGap> gaps(const GateView& view);

// Of an examination that was not whole, with its reasons; and what to do about them.
std::string why_of(const assure::gate::Examination& examination);
std::string remedy_of(const assure::gate::Examination& examination);

// "2 rules failed, 1 is undecided", "all 7 rules passed"
std::string gate_sentence(const GateView& view);
std::string policy_name(const GateView& view);

const assure::gate::Rule& rule_of(const GateView& view, const assure::gate::RuleResult& result);

}  // namespace bartizan::report
