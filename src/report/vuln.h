// What systems have to fix, by when and why, for people and for programs.
//
// What it is: pure functions over an assure::vuln::Assessment; docs/vulnerabilities.md explains the
// words. What it is not: what decides. Names and texts of feeds are escaped here. No state.
#pragma once

#include <string>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct VulnOptions {
  TerminalStyle style;
  bool quiet = false;    // the last lines only
  bool verbose = false;  // inputs of decisions, aliases, withdrawn, excused, project health
  bool all = false;      // unfold lists
  bool reproducible = false;
  std::string tool_version;
  record::Run run;  // which catalogue
  int exit_code = 0;
};
std::string vuln(const assure::vuln::Assessment& assessment, const VulnOptions& options);
// docs/schemas/vuln-1.schema.json
std::string vuln_json(const assure::vuln::Assessment& assessment, const VulnOptions& options);
// SARIF 2.1.0; a result lies where the dependency is declared.
std::string vuln_sarif(const assure::vuln::Assessment& assessment, const VulnOptions& options);

// "upgrade litellm to >= 1.83.7": what every block says.
std::string remedy_of(const assure::vuln::Block& block);
// "litellm 1.82.0", "ghcr.io/berriai/litellm v1.82.0"
std::string title_of(const record::Component& component);
// The command that records an answer about a system's exposure.
std::string exposure_command(const assure::vuln::System& system);

}  // namespace bartizan::report
