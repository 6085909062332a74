// Inspect: one file, read in a worker, with the listing that parsers can give.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "record/artifact.h"
#include "run/collector.h"

namespace bartizan::run {

struct Inspection {
  record::Artifact artifact;
  std::vector<Collector::Line> listing;
};

// `allow_table`: run::overlay_table. The error is a sentence for people.
std::expected<Inspection, std::string> inspect(const std::string& path, const base::Limits& limits,
                                               const std::string& allow_table,
                                               const std::function<bool()>& cancelled);

// Leaves only what belongs to members whose location (names joined by "/" or "!") or own name is
// `name`, and to what they contain. False when there is none.
bool keep_member(Inspection& inspection, const std::string& name);

}  // namespace bartizan::run
