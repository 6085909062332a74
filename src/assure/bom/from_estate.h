// A Bom of what was found: components and relations of the estate, with their findings.
//
// Pure; the result is sorted, so that the same estate gives the same document. `options` carries
// everything that a clock, a caller or an organisation knows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/parse/bom/model.h"
#include "record/component.h"

namespace bartizan::assure::bom {

struct EstateOptions {
  std::string timestamp;  // RFC 3339; SOURCE_DATE_EPOCH where that is set
  Tool tool;              // who makes this: "Bartizan" and its version
  std::vector<std::string> authors;
  std::string supplier;
  std::string lifecycle = "discovery";  // generation context, CycloneDX phase
  std::string tlp;
  // What the document describes: a system, a folder, an estate. An empty name: no subject.
  std::string subject_name;
  std::string subject_version;
  std::string subject_description;
  std::vector<record::Attribute> subject_attributes;  // supplier, use-case, release-time ...
};

// A finding is bound to components by their ids in `affects`.
Bom bom_of(std::span<const record::Component> components,
           std::span<const record::Relation> relations, std::span<const Finding> findings,
           const EstateOptions& options);

}  // namespace bartizan::assure::bom
