// Imports: which AI packages a source's import statements name. Pure.
#pragma once

#include <string>
#include <vector>

#include "scan/catalog.h"
#include "use/parse/discover/languages/code.h"

namespace bartizan::use::languages {

struct Imported {
  std::string package;  // as its registry writes it
  std::uint32_t token = 0;
};
// The purl type of a language's registry.
std::string_view registry_of(Language language);
// Each package once, in their order.
std::vector<Imported> imported_packages(const Code& code, Language language,
                                        const scan::Catalog& catalog);

}  // namespace bartizan::use::languages
