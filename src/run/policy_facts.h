// Policy facts: records as facts of the gate. Pure functions; each adds to `evidence` the facts and
// the examinations that they came of.
#pragma once

#include <string>
#include <vector>

#include "assure/api.h"
#include "record/artifact.h"
#include "record/component.h"
#include "use/api.h"

namespace bartizan::run {

// A file as scan judged it: scan, finding and coverage. `shown` is its path relative to the root.
void add_artifact_facts(assure::gate::Evidence& evidence, const record::Artifact& artifact,
                        const std::string& shown, const std::string& subject);

// component and licence. Occurrences are relative to `root`, which is put in front of them.
void add_component_facts(assure::gate::Evidence& evidence, const record::Component& component,
                         const std::string& subject, const std::string& root);

// The elements of the G7, CISA and NTIA that a BOM has and has not.
void add_bom_facts(assure::gate::Evidence& evidence, const assure::bom::Bom& bom,
                   const std::string& subject, const std::string& path);

// A file that was to be read and was not: any component may be in it.
void add_unread_file(assure::gate::Evidence& evidence, const std::string& path,
                     const std::string& shown, const std::string& why);

// The kind of a subject, its hash and its purl.
assure::gate::Subject subject_of(const record::Component& component);

// As a program started where this one was would open it.
std::string file_of(const record::Artifact& artifact);

// Names of containers, outermost first, escaped.
std::string inside(const record::Artifact& artifact, std::uint32_t member);

}  // namespace bartizan::run
