// Checks of weaknesses, exposure and feeds. See check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome packages_matched(const Material& material, std::string_view);
Outcome no_overdue(const Material& material, std::string_view);
Outcome no_exploited(const Material& material, std::string_view);
Outcome no_malicious_package(const Material& material, std::string_view);
Outcome exposure_known(const Material& material, std::string_view);
Outcome feeds_fresh(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
