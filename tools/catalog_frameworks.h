// Catalogue frameworks: the part of catalog_compile that reads catalogs/frameworks/.
//
// What it is: checks of the format (docs/frameworks.md) and the rows of the table. What it is not:
// the reader of those rows (src/assure/assess/framework.h). Refusals are exceptions.
#pragma once

#include <toml++/toml.h>

#include <filesystem>

namespace bartizan::catalog_sources {

// checks.toml, or one framework.
void compile_framework(const std::filesystem::path& file, const toml::table& root);
// What only shows when all files were read: groups, checks and targets that do not exist.
void check_frameworks();

}  // namespace bartizan::catalog_sources
