// Estate parts: one place inside another. Inside of run/estate.
//
// Pure functions, except that they look whether a path is a folder. Paths of places are absolute.
#pragma once

#include <string>
#include <string_view>

#include "store/estate.h"

namespace bartizan::run {

// Strictly inside; a BOM lies in no folder.
bool lies_in(std::string_view path, std::string_view folder);
// The same or inside, of paths that are both absolute or both relative to one place.
bool is_or_lies_in(std::string_view path, std::string_view folder);
// Whether a reading of a folder around it speaks for `path`, rather than having left it out.
bool is_read_again(const std::string& path, const store::Place& outer);
// `whole` with what `part`, a newer reading of something inside, says in the place of what it said.
store::Place with_part(store::Place whole, const store::Place& part);

}  // namespace bartizan::run
