// Marks: what people say about a case, and the way back.
//
// What it is: the changes of state that a command and the server offer, in one place. What it is
// not: what follows from exposure, VEX files or a new look (run/cases.h). Errors are sentences for
// people (run/triage.h); times are arguments.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "run/cases.h"
#include "run/triage.h"

namespace bartizan::run {

struct StateMark {
  record::CaseState to = record::CaseState::open;
  base::Millis until = 0;  // of `accepted`
  std::string by, reason;
};
// `accepted` ends within a year. What the case is already is refused. `not_affected` becomes a VEX
// statement about the component in that system with the reason as its impact, which others can
// read; its id is in `vex`.
struct Marked {
  record::Case known;  // as it is now
  std::string vex;
};
std::expected<Marked, Refused> mark_state(store::Store& store, const record::Case& known,
                                          const StateMark& mark, base::Millis now);
// The state before; the statement `vex` of the mark goes. Refused::Why::changed where the case is
// not as `marked` says any more.
std::expected<record::Case, Refused> take_back_state(store::Store& store,
                                                     const record::Case& before,
                                                     const Marked& marked, std::string_view by,
                                                     base::Millis now);

// A forensic step was taken, whatever its blanks are written as; an open case is looked into then.
std::expected<record::Case, Refused> mark_step(store::Store& store, const record::Case& known,
                                               std::string step, const record::CaseChange& said);

}  // namespace bartizan::run
