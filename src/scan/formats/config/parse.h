// JSON configuration that makes a loader run code, whatever the file is called.
//
// What it is: the parse function of JSON documents: a search for the keys that matter, and where
// one stands, a strict walk that reports what they do (docs/formats/config.md). What it is not: a
// schema of any configuration; ordinary ones, vocabularies and data sets pass in one flat pass.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan::config {

void parse(Artifact& artifact);

}  // namespace bartizan::scan::config
