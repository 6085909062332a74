// Assessing: what the commands assess, answer, action and roadmap share. Each function explains on
// standard error what it cannot give.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/command_assess.h"
#include "cli/settings.h"
#include "report/assess.h"
#include "run/assess.h"
#include "run/config.h"
#include "run/reread.h"
#include "store/store.h"

namespace bartizan::cli {

struct AssessSource {
  std::string system;  // --system, empty: the organisation
  std::string reread;  // none, changed or all
  std::string as_of;   // --as-of, empty: now
  Use use = Use::look;
};

struct Assessing {
  run::Config config;
  std::unique_ptr<store::Store> store;
  base::Millis now = 0;
  bool of_another_time = false;  // --as-of: nothing is kept
  run::Gathered gathered;
  report::Freshness fresh;
};

// Reads again what is asked for, then gathers. nullopt with the exit code in `code`.
std::optional<Assessing> open_assessing(const GlobalOptions& global, const AssessSource& source,
                                        int& code);
std::optional<run::SystemRef> assessed_system(store::Store& store, const std::string& handle,
                                              int& code);
// A framework by its id or alias, one that can be assessed and is about a system where one is
// named.
const assure::assess::Framework* framework_called(const std::string& id, bool of_system, int& code);
const assure::assess::Requirement* requirement_called(const assure::assess::Framework& framework,
                                                      const std::string& id, int& code);
// The table of `assess FRAMEWORK --all-systems`.
int assess_all_systems(const GlobalOptions& global, const AssessCommand& command,
                       const assure::assess::Framework& framework);
// A day to come as its midnight; nullopt after having said what is wrong with `option`.
std::optional<base::Millis> day(const std::string& text, const char* option);

}  // namespace bartizan::cli
