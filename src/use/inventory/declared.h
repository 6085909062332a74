// Declared: AI systems that people write down here, in a repository or by the command line.
//
// What it is: rows of the parser "system" as use cases, what a person enters as fields, and both
// written as .bartizan/system.toml. What it is not: what was observed; every field says `declared`.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/foreign.h"
#include "record/inventory.h"
#include "use/inventory/schema.h"

namespace bartizan::use {

struct Declared {
  std::vector<record::UseCase> use_cases;
  std::vector<record::Note> notes;  // also: a field that the form does not know, a value it cannot
};

// `path` becomes the source. Without agency and id a system is known by its path and name.
Declared declared_systems(const std::vector<record::Row>& rows, std::string_view path);

// Sets a field: the value is read as the form reads it, "" takes it away. The id of the use case
// does not change. The note says what could not be understood (level error: nothing was set).
record::Note set_field(record::UseCase& use_case, const Schema& schema, std::string_view field,
                       std::string_view value);
// A new one from fields; its id follows from agency and id or name.
record::UseCase declare(const Schema& schema,
                        const std::vector<std::pair<std::string, std::string>>& fields,
                        std::string_view source, std::vector<record::Note>& notes);

// TOML 1.0 of one system, fields in the form's order and then others; reading it back gives the
// same fields.
std::string system_toml(const record::UseCase& use_case, const Schema& schema);

}  // namespace bartizan::use
