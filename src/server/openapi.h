// The OpenAPI 3.1 document of the routes. Pure; the same table that validates requests.
#pragma once

#include <span>
#include <string>

#include "server/router.h"

namespace bartizan::server {

std::string openapi(std::span<const Route* const> routes);

}  // namespace bartizan::server
