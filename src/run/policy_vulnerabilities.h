// Policy vulnerabilities: what an assessment (run/vuln.h) says, as facts of the gate.
//
// They add to `evidence`, and ask nobody but the advisories that they are given. A weakness that a
// VEX statement or a person speaks of is a fact all the same, with its state.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/component.h"
#include "store/advisories.h"
#include "store/estate.h"

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
// A package that no advisory can name was not looked up, which is not the same as harmless; nor is
// one of a type that no feed says anything about.
void add_unknown_to_advisories(assure::gate::Evidence& evidence,
                               const std::vector<store::Place>& places,
                               store::Advisories& advisories, const SubjectOf& subject);

}  // namespace bartizan::run
