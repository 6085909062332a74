// What `assess --all-systems` says: every system against every requirement of a framework.
//
// What it is: pure functions from how systems stand to text for people, programs (JSON, CSV) and
// the printer (HTML). The worst come first, everywhere. Names of systems are escaped here. Views
// live as long as what they look at. No state.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/json_write.h"
#include "report/assess.h"

namespace bartizan::report {

struct SystemStanding {
  std::string_view id, name, owner;
  std::vector<record::Status> statuses;  // of the framework's requirements, in its order
  base::Millis read = 0;                 // when its place was read last; 0: never
  base::Millis assessed = 0;             // when an assessment of it was kept last; 0: never

  assure::assess::Totals totals() const;
  record::Status worst() const;
};

struct SystemsView {
  const assure::assess::Framework* framework = nullptr;
  base::Millis now = 0;
  std::span<const SystemStanding> systems;               // in the order in which they are shown
  std::span<const assure::assess::RollUp> requirements;  // in the framework's order
  Freshness fresh;
};

struct SystemsOptions {
  TerminalStyle style;
  bool all = false;    // every system, however many there are
  bool quiet = false;  // of requirements, what is not met
};
std::string systems_table(const SystemsView& view, const SystemsOptions& options);
// docs/schemas/assess-systems-1.schema.json
std::string systems_table_json(const SystemsView& view, const MachineOptions& options = {});
// One row for each system, the last one for all of them.
std::string systems_table_csv(const SystemsView& view);
std::string systems_table_html(const SystemsView& view);

// The members of one system and of one requirement, into an open object, as every machine form has
// them.
void write_system(base::JsonWriter& out, const SystemStanding& system,
                  const assure::assess::Framework& framework);
void write_rollup(base::JsonWriter& out, const assure::assess::Requirement& requirement,
                  const assure::assess::RollUp& all);
// {"status", "why", "counts", "holds_back", "more"} of one requirement.
void write_rollup_members(base::JsonWriter& out, const assure::assess::RollUp& all);

}  // namespace bartizan::report
