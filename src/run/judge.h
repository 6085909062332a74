// The judge: from facts, findings, coverage and name to severities, texts and a verdict.
//
// What it is: the parent's part of the decision, made afresh on every run and never cached. A name
// can raise a verdict and never lower one. What it is not: the gate (run/gate.h), which knows about
// exceptions and exit codes. Pure functions.
#pragma once

#include <string_view>

#include "record/artifact.h"
#include "scan/catalog.h"

namespace bartizan::run {

enum class NameClaim : std::uint8_t { none, weak, strong };

// Whether a file name claims to be a model (catalogs/lists/model-extensions.toml).
NameClaim name_claims_model(std::string_view path, const scan::Catalog& catalog);

// Adds findings that follow from the name, fills in each finding's severity, confidence, verdict
// and title from the rules, and sets the artifact's verdict. `artifact.path` must be set.
void judge(record::Artifact& artifact, const scan::Catalog& catalog);

}  // namespace bartizan::run
