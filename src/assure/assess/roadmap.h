// Roadmap: the five lines of effort, each with its objectives and one computed measure.
//
// What it is: the measures of docs/roadmap.md, computed from the evidence that assessments stand
// on; each says its formula, what was counted, and the three items that pull it down most. What it
// is not: the objectives' judgement (evaluate.h) or words on a screen. Pure functions; a Roadmap
// views its framework and owns the rest.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assure/assess/evaluate.h"
#include "record/evidence.h"

namespace bartizan::assure::assess {

// A system as the measures count it.
struct CountedSystem {
  std::string id, name;
  std::string stage;  // as declared
  bool declared = false, found = false;
  std::string use_case = {};  // id of its record; empty: nobody declared it
};

struct Measure {
  std::string text;     // what is measured, one line
  std::string formula;  // how, in words
  std::string unit;     // "%", or empty: a plain number
  // nullopt: it cannot be computed, because of what `note` says.
  std::optional<double> value;
  std::uint64_t numerator = 0, denominator = 0;
  std::string note;
};

// One of those that pull a measure down.
struct Worst {
  std::string title, why;
  std::string command;   // to do something about it
  std::string page, id;  // of the dashboard: "system", its id
};

struct Effort {
  std::string id;  // "1" to "5"
  std::string title;
  Measure measure;
  std::vector<Worst> worst;               // at most kMostWorst
  std::string next, next_command;         // what to do first
  std::vector<const Judged*> objectives;  // of the assessment that it was made from
};
inline constexpr std::size_t kMostWorst = 3;

// What is past its date.
struct Overdue {
  std::uint64_t clocks = 0, answers = 0, actions = 0, readiness = 0;
};

struct Roadmap {
  base::Millis now = 0;
  std::vector<Effort> efforts;
  Overdue overdue;
};

// `assessed`: the framework "roadmap", judged for the organisation by `material`; both outlive the
// result.
Roadmap roadmap(const Assessed& assessed, const Material& material,
                std::span<const CountedSystem> systems);

}  // namespace bartizan::assure::assess
