#include "record/decision.h"

#include <array>

#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 5> kCaseStates{"open", "investigating", "fixed",
                                                      "not-affected", "accepted"};
constexpr std::array<std::string_view, 4> kVexStatuses{"not_affected", "affected", "fixed",
                                                       "under_investigation"};

}  // namespace

std::string_view name(CaseState state) { return kCaseStates[static_cast<std::size_t>(state)]; }
std::optional<CaseState> case_state(std::string_view name) {
  return lookup<CaseState>(kCaseStates, name);
}
std::string_view name(VexStatus status) { return kVexStatuses[static_cast<std::size_t>(status)]; }
std::optional<VexStatus> vex_status(std::string_view name) {
  return lookup<VexStatus>(kVexStatuses, name);
}

}  // namespace bartizan::record
