// Policy vulnerabilities: what an assessment (run/vuln.h) says, as facts of the gate.
//
// Pure functions. A weakness that a VEX statement or a person speaks of is a fact all the same, with
// its state.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/component.h"

namespace bartizan::run {

// Subjects by what Block::key and Component::id say of them.
using SubjectOf = std::function<std::string(const record::Component&)>;

// `root`: in front of the paths of occurrences.
void add_vulnerability_facts(assure::gate::Evidence& evidence,
                             const assure::vuln::Assessment& assessment, const SubjectOf& subject,
                             const std::string& root);
// One fact a feed, and a subject for each. `broken`: sentences about those that could not be read.
void add_feed_facts(assure::gate::Evidence& evidence, const std::vector<record::Feed>& feeds,
                    const std::vector<std::string>& broken, base::Millis now);

}  // namespace bartizan::run
