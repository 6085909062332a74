// Owners: who answers for a folder, by CODEOWNERS, package.json and pyproject.toml.
//
// Rows "owner": the pattern of paths (relative to the file's folder, "*" for all), the owner as the
// file writes it, and the line. They are declared, never observed.
#pragma once

#include "use/parse/discover/reader.h"

namespace bartizan::use {

bool claims_owners(std::string_view path, std::string_view front);
void read_owners(SourceText& source);

}  // namespace bartizan::use
