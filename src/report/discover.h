// What discovery found, for people and for programs.
//
// What it is: pure functions over use::Discovery; docs/discovery.md explains the words. What it is
// not: what reads the tree. Names and evidence are escaped here. No state.
#pragma once

#include <string>

#include "record/artifact.h"
#include "report/api.h"
#include "use/api.h"

namespace bartizan::report {

// All that a report of discovery says.
struct DiscoveryView {
  const use::Discovery& discovery;
  const record::Run& run;
  const std::vector<record::Excluded>& excluded;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unread = 0;
  bool interrupted = false;
  int exit_code = 0;
};

struct DiscoveryOptions {
  TerminalStyle style;
  bool quiet = false;
  bool verbose = false;  // evidence
  bool all = false;      // every place
};
std::string discovery(const DiscoveryView& view, const DiscoveryOptions& options);
// docs/schemas/discover-1.schema.json.
std::string discovery_json(const DiscoveryView& view, const MachineOptions& options = {});

}  // namespace bartizan::report
