#include "server/routes/routes.h"

#include <array>

namespace bartizan::server {

std::vector<const Route*> all_routes() {
  constexpr std::array kRooms{meta_routes, session_routes, account_routes, work_routes};
  std::vector<const Route*> routes;
  for (const auto room : kRooms) {
    for (const Route& route : room()) routes.push_back(&route);
  }
  return routes;
}

}  // namespace bartizan::server
