#include "assure/assess/check.h"

#include <algorithm>
#include <array>

#include "assure/assess/checks/absent.h"
#include "assure/assess/checks/components.h"
#include "assure/assess/checks/documents.h"
#include "assure/assess/checks/inventory.h"
#include "assure/assess/checks/left_out.h"
#include "assure/assess/checks/models.h"
#include "assure/assess/checks/organisation.h"
#include "assure/assess/checks/vulnerabilities.h"

namespace bartizan::assure::assess {
namespace {

constexpr auto kChecks = std::to_array<NamedCheck>({
    {"acceptable-use-file", acceptable_use_file},
    {"audit-chain-whole", audit_chain_whole},
    {"backup-recent", backup_recent},
    {"bom-complete-g7", bom_complete_g7},
    {"bom-present", bom_present},
    {"bom-signed", bom_signed},
    {"bundles-shared", bundles_shared},
    {"container-not-root", container_not_root},
    {"container-pinned", container_pinned},
    {"critical-assets-listed", critical_assets_listed},
    {"csaf-published", csaf_published},
    {"datasets-documented", datasets_documented},
    {"dependencies-mapped", dependencies_mapped},
    {"drift-watched", drift_watched},
    {"endpoint-authenticated", endpoint_authenticated},
    {"endpoint-local-or-tls", endpoint_local_or_tls},
    {"endpoint-rate-limited", endpoint_rate_limited},
    {"evidence-fresh", evidence_fresh},
    {"exercise-recent", exercise_recent},
    {"exposure-known", exposure_known},
    {"failsafe-recorded", failsafe_recorded},
    {"feeds-fresh", feeds_fresh},
    {"gate-passed", gate_passed},
    {"guard-covers-inputs", guard_covers_inputs},
    {"guard-watches-outputs", guard_watches_outputs},
    {"impact-known", impact_known},
    {"incident-playbook-file", incident_playbook_file},
    {"incident-reported", incident_reported},
    {"inputs-logged", inputs_logged},
    {"inventory-complete", inventory_complete},
    {"inventory-declared", inventory_declared},
    {"inventory-field", inventory_field},
    {"lab-passed", lab_passed},
    {"licence-file", licence_file},
    {"lock-file", lock_file},
    {"logs-kept", logs_kept},
    {"mcp-pinned", mcp_pinned},
    {"mfa-required", mfa_required},
    {"model-provenance", model_provenance},
    {"models-clean", models_clean},
    {"models-complete", models_complete},
    {"models-documented", models_documented},
    {"models-hashed", models_hashed},
    {"models-licensed", models_licensed},
    {"models-pinned", models_pinned},
    {"models-safe-format", models_safe_format},
    {"models-scanned", models_scanned},
    {"models-signed", models_signed},
    {"models-unchanged", models_unchanged},
    {"no-default-password", no_default_password},
    {"no-exploited", no_exploited},
    {"no-ghost", no_ghost},
    {"no-malicious-package", no_malicious_package},
    {"no-overdue", no_overdue},
    {"no-secrets", no_secrets},
    {"no-shadow", no_shadow},
    {"owner-known", owner_known},
    {"packages-matched", packages_matched},
    {"packages-pinned", packages_pinned},
    {"plan-not-overdue", plan_not_overdue},
    {"plan-present", plan_present},
    {"policies-checked", policies_checked},
    {"posture-known", posture_known},
    {"red-team-recent", red_team_recent},
    {"release-notes", release_notes},
    {"remote-code-off", remote_code_off},
    {"restore-test-recent", restore_test_recent},
    {"roles-separated", roles_separated},
    {"sandboxed", sandboxed},
    {"sectors-assessed", sectors_assessed},
    {"security-policy", security_policy},
    {"security-txt", security_txt},
    {"skills-known", skills_known},
    {"staff-trained", staff_trained},
    {"systems-meet", systems_meet},
    {"threat-model-file", threat_model_file},
    {"tool-permissions", tool_permissions},
    {"watched", watched},
});
static_assert(std::ranges::is_sorted(kChecks, {}, &NamedCheck::id));

}  // namespace

std::string_view name(Holds holds) {
  switch (holds) {
    case Holds::yes:
      return "yes";
    case Holds::no:
      return "no";
    case Holds::not_applicable:
      return "not-applicable";
    case Holds::unknown:
      break;
  }
  return "unknown";
}

std::span<const NamedCheck> checks() { return kChecks; }

Outcome run_check(std::string_view reference, const Material& material) {
  const std::size_t colon = std::min(reference.find(':'), reference.size());
  const std::string_view id = reference.substr(0, colon);
  const std::string_view parameter =
      colon == reference.size() ? std::string_view() : reference.substr(colon + 1);
  const auto* const found = std::ranges::lower_bound(kChecks, id, {}, &NamedCheck::id);
  if (found == kChecks.end() || found->id != id) {
    return {Holds::unknown, "this version knows no check " + std::string(id), {}, {}, 0};
  }
  return as_far_as_read(material, id, found->check(material, parameter));
}

}  // namespace bartizan::assure::assess
