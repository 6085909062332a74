// Catalogue policy: the part of catalog_compile that reads catalogs/policy.toml and faq.toml.
//
// What it is: checks of the two formats (docs/policy.md) and the rows of the table. What it is not:
// the reader of those rows (src/share/policy/register.h). Refusals are exceptions.
#pragma once

#include <toml++/toml.h>

#include <filesystem>

namespace bartizan::catalog_sources {

// Every id that an entry names has to exist, and who follows whom has no circle.
void compile_policy(const std::filesystem::path& file, const toml::table& root);
// After the register: answers name its entries.
void compile_faq(const std::filesystem::path& file, const toml::table& root);

}  // namespace bartizan::catalog_sources
