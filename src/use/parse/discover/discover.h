// Discover: one file of a tree, read for the AI it names.
//
// Rows: "detection", "constant", "unresolved" (reader.h), "model" for bytes that the scan core
// recognises as a model and that the driver should analyse whole, and notes.
#pragma once

#include <span>

#include "record/foreign.h"
#include "use/parse/discover/reader.h"

namespace bartizan::use {

void parse_discover(record::Foreign& file);
// Whether a reader claims a file of that name; others are looked at for models only. The name alone
// decides, so the driver may ask before it reads.
bool is_claimed(std::string_view path);
// Whether a file of that name says which packages or images there are.
bool names_packages(std::string_view path);
// All readers, in the order in which they are asked.
std::span<const SourceReader> source_readers();

}  // namespace bartizan::use
