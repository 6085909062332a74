#include "server/routes/routes.h"

#include <array>

namespace bartizan::server {

std::vector<const Route*> all_routes() {
  constexpr std::array kRooms{
      meta_routes,          session_routes,   token_routes,    account_routes,   audit_routes,
      work_routes,          overview_routes,
      system_routes,        reconcile_routes, artifact_routes, finding_routes,   assessment_routes,
      vulnerability_routes, policy_routes,    posture_routes,  readiness_routes, plan_routes,
      export_routes,        bom_routes,       trend_routes,    risk_routes,      watched_routes,
      notification_routes,  decision_routes,  case_routes,     inventory_routes, system_part_routes,
      vex_routes, framework_system_routes, me_routes};
  std::vector<const Route*> routes;
  for (const auto room : kRooms) {
    for (const Route& route : room()) routes.push_back(&route);
  }
  return routes;
}

}  // namespace bartizan::server
