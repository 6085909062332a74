#include "record/posture.h"

#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, kReadinessKinds> kReadiness{
    "critical-asset", "dependency", "exercise", "restore-test", "fail-safe", "playbook"};
constexpr std::array<std::string_view, kRiskStates> kRisk{"open", "treated", "accepted", "closed"};

}  // namespace

std::string_view name(ReadinessKind kind) { return kReadiness[static_cast<std::size_t>(kind)]; }
std::optional<ReadinessKind> readiness_kind(std::string_view name) {
  return lookup<ReadinessKind>(kReadiness, name);
}
std::string_view name(RiskState state) { return kRisk[static_cast<std::size_t>(state)]; }
std::optional<RiskState> risk_state(std::string_view name) {
  return lookup<RiskState>(kRisk, name);
}

}  // namespace bartizan::record
