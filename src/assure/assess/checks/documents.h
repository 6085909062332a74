// Checks of documents: bills of materials, what the gate said, files that should lie in a tree. See
// check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome bom_present(const Material& material, std::string_view);
Outcome bom_complete_g7(const Material& material, std::string_view);
Outcome bom_signed(const Material& material, std::string_view);
Outcome gate_passed(const Material& material, std::string_view);
Outcome lock_file(const Material& material, std::string_view);
Outcome security_policy(const Material& material, std::string_view);
Outcome security_txt(const Material& material, std::string_view);
Outcome licence_file(const Material& material, std::string_view);
Outcome threat_model_file(const Material& material, std::string_view);
Outcome acceptable_use_file(const Material& material, std::string_view);
Outcome incident_playbook_file(const Material& material, std::string_view);
Outcome release_notes(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
