// Vuln: which weaknesses systems have, and what CISA BOD 26-04 wants done about each by when.
//
// What it is: the joint between places (discovery, the estate, BOMs), the index of advisories, the
// decisions and the store. What it is not: version arithmetic (assure/vuln), a text (report/vuln.h),
// or a question to anybody: exposure comes from the store. Times are arguments.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "run/discover.h"
#include "store/advisories.h"
#include "store/store.h"

namespace bartizan::run {

struct VulnOptions {
  base::Millis now = 0;
  std::vector<std::string> doubts;  // about the feeds, by who knows them
  // Statements beside those of the store, such as those of a BOM.
  std::vector<record::VexStatement> vex;
  // What is said about a system; asked for once, and only of systems with something to decide.
  // Empty: nothing is known.
  std::function<base::Result<std::optional<record::Exposure>>(const assure::vuln::System&)> exposure;
  // `now` is a time that has passed: what became known, was said or was decided later is left out.
  bool in_the_past = false;
  // Files that are no models and were judged malicious or suspicious: place, path, verdict.
  struct Harmful {
    std::string place, path, verdict;
  };
  std::vector<Harmful> harmful;
  bool look_beside_models = false;  // the files are here: look for signatures, policies, licences
};

// What cannot be trusted of the feeds, and what to do about it: none that says what is affected,
// old ones. A sentence each; damaged files are found by assess().
std::vector<std::string> doubts_about(const store::Advisories& advisories, base::Millis now,
                                      bool in_the_past = false);
// Of the store, everything, or the systems of that id, name or use case. The error is a sentence.
std::expected<std::vector<store::Place>, std::string> places_of_store(store::Store& store,
                                                                      const std::string& system);

// `cases` may be nullptr: then nobody's word counts but that of options.vex, and every clock starts
// now.
base::Result<assure::vuln::Assessment> assess(const std::vector<store::Place>& places,
                                              store::Advisories& advisories, store::Cases* cases,
                                              const VulnOptions& options);
// Keeps the cases. Nothing is kept of an assessment that had no advisories to go by: what was not
// looked for is not gone.
base::Result<void> remember(store::Cases& cases, const assure::vuln::Assessment& assessment);

}  // namespace bartizan::run
