// Checks of the organisation: readiness, posture, plan, policies, this installation. See check.h.
// Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome audit_chain_whole(const Material& material, std::string_view);
Outcome backup_recent(const Material& material, std::string_view);
Outcome no_default_password(const Material& material, std::string_view);
Outcome mfa_required(const Material& material, std::string_view);
Outcome roles_separated(const Material& material, std::string_view);
Outcome logs_kept(const Material& material, std::string_view);
Outcome watched(const Material& material, std::string_view);
Outcome evidence_fresh(const Material& material, std::string_view);
Outcome exercise_recent(const Material& material, std::string_view);
Outcome restore_test_recent(const Material& material, std::string_view);
Outcome critical_assets_listed(const Material& material, std::string_view);
Outcome dependencies_mapped(const Material& material, std::string_view);
Outcome failsafe_recorded(const Material& material, std::string_view);
Outcome posture_known(const Material& material, std::string_view);
Outcome plan_not_overdue(const Material& material, std::string_view);
Outcome plan_present(const Material& material, std::string_view);
Outcome policies_checked(const Material& material, std::string_view);
Outcome sectors_assessed(const Material& material, std::string_view);
// Of one requirement, the parameter: standing_subject().
Outcome systems_meet(const Material& material, std::string_view requirement);

}  // namespace bartizan::assure::assess
