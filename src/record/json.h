// The JSON form of the records, writing and reading: what the store keeps and reports are made of.
//
// What it is: one form of an artifact for everybody (docs/reports.md, docs/schemas/). Names from
// files (path, root, link target, member names) are written as escape_name, other text as
// encode_text, so reading gives back every byte. What it is not: the place for words about rules;
// reports add those. What belongs to a run (from_cache) is not part of it. Pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json_write.h"
#include "base/result.h"
#include "record/artifact.h"

namespace bartizan::record {

// What a report wants of an artifact; the store keeps everything.
struct ArtifactParts {
  bool spans = true;
  bool facts = true;
  // Adds members to a finding's object; called last.
  std::function<void(base::JsonWriter&, const Finding&)> finding_extra;
  // Adds members to the artifact's object; called first.
  std::function<void(base::JsonWriter&)> artifact_head;
};

void write(base::JsonWriter& out, const Range& range);
void write(base::JsonWriter& out, const Artifact& artifact, const ArtifactParts& parts = {});

// Normal form: members[0], where there is one, is the file itself: no name, parent 0, the
// artifact's size. artifact_from_json(to_json(a)) equals a for every artifact in it.
std::string to_json(const Artifact& artifact);

// Refuses (malformed) what to_json cannot have written: wrong types, unknown words, members before
// their parent, findings and facts of members that are not there. Unknown fields are ignored.
base::Result<Artifact> artifact_from_json(std::string_view json);

}  // namespace bartizan::record
