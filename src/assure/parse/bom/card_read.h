// The members of CycloneDX components and services as attributes of the vocabulary. Pure.
#pragma once

#include <string>

#include "assure/parse/bom/reading.h"

namespace bartizan::assure::bom {

// `pointer` is the member's place. What the vocabulary has no word for stays where it is.
void read_member(const text::Node& member, const std::string& pointer, Keeper& keeper,
                 bool of_service);

}  // namespace bartizan::assure::bom
