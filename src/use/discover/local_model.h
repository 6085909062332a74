// Local model: a model file, as the scan core read it, as a detection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/artifact.h"
#include "record/component.h"

namespace bartizan::use {

inline constexpr std::string_view kModelFileSignal = "model-file";

// nullopt for what is no model: documents, native code, containers that hold none.
std::optional<record::Detection> local_model(const std::string& path,
                                             const record::Artifact& artifact);

}  // namespace bartizan::use
