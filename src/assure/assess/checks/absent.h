// Checks of what this version does not record: guards, red-team runs, courses, sharing. What nobody
// looks at is unknown, and what is missing is said. See check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome guard_covers_inputs(const Material& material, std::string_view);
Outcome guard_watches_outputs(const Material& material, std::string_view);
Outcome inputs_logged(const Material& material, std::string_view);
Outcome drift_watched(const Material& material, std::string_view);
Outcome red_team_recent(const Material& material, std::string_view);
Outcome lab_passed(const Material& material, std::string_view);
Outcome staff_trained(const Material& material, std::string_view);
Outcome skills_known(const Material& material, std::string_view);
Outcome bundles_shared(const Material& material, std::string_view);
Outcome csaf_published(const Material& material, std::string_view);
Outcome incident_reported(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
