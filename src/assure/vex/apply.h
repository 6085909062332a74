// Apply: whose word counts about a weakness of a component.
//
// What it is: statements matched to a component of a system; the newest one that is specific enough
// counts. What it is not: a judge of who may speak; that is the caller's choice of statements.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/component.h"
#include "record/decision.h"

namespace bartizan::assure::vex {

// A weakness as somebody asks about it.
struct Question {
  std::vector<std::string> names;  // id and aliases
  const record::Component* component = nullptr;
  std::string_view system;  // id, or empty
};
// nullptr when nobody said anything. A product that names no version speaks of all versions; one
// that names another version does not speak of this one.
const record::VexStatement* speaks_of(std::span<const record::VexStatement> statements,
                                      const Question& question);

}  // namespace bartizan::assure::vex
