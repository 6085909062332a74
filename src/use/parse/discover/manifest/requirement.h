// Requirement: one requirement of Python packages as PEP 508 writes it.
//
// "name[extra] (>=1,<2) ; marker", "name @ https://...". Used for requirements files, pyproject
// tables, metadata and for `pip install` wherever it is found. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "use/parse/discover/manifest/package.h"

namespace bartizan::use {

struct PyRequirement {
  std::string_view name, extras, spec, url, marker;
};
// Nothing when the text does not begin with a name, or goes on with what no requirement has.
std::optional<PyRequirement> parse_pep508(std::string_view text);

// A requirement, an address of a repository or archive ("git+https://...#egg=name"), or a path of
// a wheel, as a package without line and scope.
std::optional<Package> python_package(std::string_view text);

// "dev" or "test" where the name of a group says so ("tests", "docs", "lint"), else `otherwise`.
std::string_view group_scope(std::string_view group, std::string_view otherwise);

}  // namespace bartizan::use
