// Checks of the inventory against what was found. See check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome inventory_declared(const Material& material, std::string_view);
Outcome inventory_complete(const Material& material, std::string_view);
// parameter: FIELD=VALUE|VALUE, "*" for any answer.
Outcome inventory_field(const Material& material, std::string_view parameter);
Outcome owner_known(const Material& material, std::string_view);
Outcome impact_known(const Material& material, std::string_view);
Outcome no_shadow(const Material& material, std::string_view);
Outcome no_ghost(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
