// Bom: what the commands about BOMs share. Each explains on standard error what it cannot do.
#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "report/bom.h"
#include "run/bom.h"
#include "run/config.h"
#include "run/evidence_left.h"

namespace bartizan::cli {

// SOURCE_DATE_EPOCH where it is set (reproducible-builds.org/specs/source-date-epoch), else now; in
// seconds, because SPDX's DateTime is no finer. Empty for a reproducible document without either.
std::string bom_timestamp(const GlobalOptions& global);
// nullopt for a file that cannot be read or is no BOM of a known format.
std::optional<run::BomFile> load_bom(const run::Config& config, const std::string& file);
// In the format that --format names, CycloneDX 1.7 by default; says what had no place. The result
// is an exit code. `labels`: say of each statement where it comes from; a document that is only
// handed on goes without.
int write_bom(const GlobalOptions& global, const assure::bom::Bom& bom, bool labels = true);
// The outcome, for assessments; nothing where there is no store to write.
base::Result<void> leave_bom_evidence(const GlobalOptions& global, const run::Config& config,
                                      const assure::bom::Bom& bom, const run::BomLeft& left);
report::BomOptions bom_options(const GlobalOptions& global, int fd);

}  // namespace bartizan::cli
