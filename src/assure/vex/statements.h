// Statements: VEX as a worker read it, as records. The parent's half of import.
//
// What it is: every row checked again before it is believed, times read, ids made. What it is not:
// a choice of whose word counts. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/decision.h"
#include "record/foreign.h"

namespace bartizan::assure::vex {

struct Imported {
  std::vector<record::VexStatement> statements;
  std::string format;  // "openvex", "cyclonedx"; empty when it was neither
  std::string author;
  std::vector<record::Note> notes;
  std::size_t refused = 0;  // rows that cannot have been written by our reader
};
// `system`: about which system the file is, when somebody said so. A statement without products
// is about all of that system, and about nothing without one.
Imported statements_from_rows(std::span<const record::Row> rows, std::string_view source,
                              std::string_view system, base::Millis now);

// "vex_" + base32 over what it says.
std::string statement_id(const record::VexStatement& statement);

// Why a statement may not be made, as a sentence; empty when it may: OpenVEX wants a justification
// or an impact of not_affected and an action of affected.
std::string refusal(const record::VexStatement& statement);
// OpenVEX's five justifications.
std::span<const std::string_view> justifications();

}  // namespace bartizan::assure::vex
