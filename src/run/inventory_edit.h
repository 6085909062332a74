// Edits: what people change of a use case, kept beside what was imported, and the way back.
//
// What it is: the joint between use::set_field and store/inventory.h for the command and the
// server. What it is not: import (run/import_inventory.h) or lint. Errors are sentences for people
// (run/triage.h); times are arguments.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/triage.h"
#include "store/store.h"
#include "use/api.h"

namespace bartizan::run {

// The form of a use case's import; the newest form for a declared one, or where its form is not
// known any more.
base::Result<const use::Schema*> form_of(store::Store& store, const record::UseCase& use_case);

// Changes with every change of the record, and only then.
std::string version_of(const record::UseCase& use_case);

struct EditRequest {
  std::vector<std::pair<std::string, std::string>> fields;  // "" takes a value away
  std::string by, reason;
  bool known_fields_only = false;  // of the form, or that the record has
};
struct Edited {
  record::UseCase use_case;         // as it is now
  std::vector<std::string> fields;  // that changed
  std::vector<std::int64_t> edits;  // numbers of the rows; empty: nothing changed
  std::vector<record::Note> notes;  // how values were read, and fields that the form does not have
};
// A value that the form does not offer is refused, unless it is what was imported. Refused::field
// is the field's id. Refused::Why::changed: somebody else was quicker.
std::expected<Edited, Refused> edit_use_case(store::Store& store, const record::UseCase& before,
                                             const use::Schema& schema, const EditRequest& request,
                                             base::Millis now);
// Keeps every difference between the two as an edit.
std::expected<Edited, Refused> keep_changes(store::Store& store, const record::UseCase& before,
                                            Edited edited, const std::string& by,
                                            const std::string& reason, base::Millis now);
// Puts the values back that these edits changed, as they came. Refused::Why::changed where one of
// them was changed again.
std::expected<Edited, Refused> take_back_edits(store::Store& store, std::string_view use_case,
                                               const std::vector<std::int64_t>& edits,
                                               const std::string& by, base::Millis now);

// `fresh` is what a source says now of the use case that is `known`: with what people changed since
// in its place, because their word stands until they take it back.
base::Result<record::UseCase> with_edits(store::Store& store, const record::UseCase& known,
                                         record::UseCase fresh);

// All edits, as exports tell them.
base::Result<std::vector<use::ExportedEdit>> exported_edits(store::Store& store);

// Lint by the form of each import, over all use cases or those of one import; ids that an earlier
// import retired are not given again.
base::Result<use::LintResult> lint_inventory(store::Store& store,
                                             std::span<const record::UseCase> use_cases,
                                             std::string_view today, bool public_list);

}  // namespace bartizan::run
