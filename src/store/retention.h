// Retention: the part of store.h that forgets: what is old, and who was erased.
//
// What it is: one list of kinds of records with what may go of each, and every place where the name
// of a person stands. What it is not: a schedule, or the log of what was done (store/audit.h has
// its own floor). Every call may be made from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

struct RecordKind {
  std::string_view id;    // "scans"
  std::string_view what;  // of it that goes, for people
  int days = 0;           // by default
  std::string_view why;   // of the default
};
// All kinds that can be purged, the audit log aside.
const std::vector<RecordKind>& record_kinds();

// One value of a row that names a person.
struct PersonalRow {
  std::string table, column;
  std::vector<std::string> names, values;  // of the whole row
};

class Retention {
 public:
  virtual ~Retention() = default;

  // How many records of this kind would go; `drop` lets them.
  virtual Result<std::int64_t> older(std::string_view kind, Millis before, bool drop) = 0;

  // Rows that name the person where a name of a person stands: those columns are called person,
  // owner, approver, author, withdrawn_by and changed_by in every table, now and later.
  virtual Result<std::vector<PersonalRow>> rows_naming(std::string_view person) = 0;
  virtual Result<std::int64_t> rename_person(std::string_view person,
                                             std::string_view pseudonym) = 0;
};

}  // namespace bartizan::store
