// Checks of model files: scans, signatures, what cards say. See check.h. Pure functions.
#pragma once

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

Outcome models_scanned(const Material& material, std::string_view);
Outcome models_clean(const Material& material, std::string_view);
Outcome models_complete(const Material& material, std::string_view);
Outcome models_safe_format(const Material& material, std::string_view);
Outcome models_hashed(const Material& material, std::string_view);
Outcome models_signed(const Material& material, std::string_view);
Outcome models_unchanged(const Material& material, std::string_view);
Outcome models_pinned(const Material& material, std::string_view);
Outcome models_licensed(const Material& material, std::string_view);
Outcome models_documented(const Material& material, std::string_view);
Outcome model_provenance(const Material& material, std::string_view);
Outcome datasets_documented(const Material& material, std::string_view);
Outcome remote_code_off(const Material& material, std::string_view);

}  // namespace bartizan::assure::assess
