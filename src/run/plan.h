// Plan: the plan of actions: who does what by when about what falls short.
//
// What it is: what the command `action` and the routes of the plan share: actions checked, made and
// changed. What was before a change stays in the history (store/evidence.h). What it is not: a
// reminder. Times are arguments; errors are sentences for people. Values own their strings.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/evidence.h"
#include "store/store.h"

namespace bartizan::run {

struct NewAction {
  std::string framework, requirement;  // both or neither
  std::string system;                  // its id; empty: of the organisation
  std::string what, owner, by;
  base::Millis due = 0;
};
// With its id, not kept yet. Framework and requirement are exact ids.
std::expected<record::Action, std::string> new_action(const NewAction& asked, base::Millis now);

struct ActionChange {
  std::optional<record::ActionState> state;
  std::optional<std::string> what, owner, note;
  std::optional<base::Millis> due;
  std::string by;
};
// As it will be. What is closed says what was done, or why not.
std::expected<record::Action, std::string> changed_action(const record::Action& before,
                                                          const ActionChange& change,
                                                          base::Millis now);

bool is_overdue(const record::Action& action, base::Millis now);

}  // namespace bartizan::run
