// Checks of what a system is made of and how its parts are set up. See check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome packages_pinned(const Material& material, std::string_view);
Outcome mcp_pinned(const Material& material, std::string_view);
Outcome no_secrets(const Material& material, std::string_view);
Outcome endpoint_local_or_tls(const Material& material, std::string_view);
Outcome endpoint_authenticated(const Material& material, std::string_view);
Outcome endpoint_rate_limited(const Material& material, std::string_view);
Outcome container_not_root(const Material& material, std::string_view);
Outcome container_pinned(const Material& material, std::string_view);
Outcome tool_permissions(const Material& material, std::string_view);
Outcome sandboxed(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
