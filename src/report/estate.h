// What find and reconcile answer, for people and for programs.
//
// What it is: pure functions from records to text. Names are escaped here. No state.
#pragma once

#include <span>
#include <string>

#include "record/component.h"
#include "report/api.h"
#include "use/api.h"

namespace bartizan::report {

// One component at one place that answers a question of `find`.
struct FindLine {
  const record::Component* component = nullptr;
  std::string_view place;
  std::span<const std::string> systems;
  bool sure = true;  // false: its version is not known exactly
};
struct FindView {
  std::string_view question;
  std::span<const FindLine> lines;
  std::uint64_t places = 0;  // that the store knows
};
std::string found(const FindView& view, const TerminalStyle& style, bool all);
// docs/schemas/find-1.schema.json.
std::string found_json(const FindView& view, const MachineOptions& options);

std::string reconciled(const use::Reconciled& result, const TerminalStyle& style, bool all,
                       int exit_code);
// docs/schemas/reconcile-1.schema.json.
std::string reconciled_json(const use::Reconciled& result, const MachineOptions& options,
                            int exit_code);

}  // namespace bartizan::report
