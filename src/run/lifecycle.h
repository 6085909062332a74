// Lifecycle: what is forgotten: old records, and people who are erased.
//
// What it is: the steps over store/retention.h, store/accounts.h and store/audit.h that commands
// and the server share. What it is not: a schedule. Times are arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/audit.h"
#include "store/store.h"

namespace bartizan::run {

// Everything that is kept about a person, as JSON; also of one without an account.
base::Result<std::string> export_person(store::Store& store, const std::string& name,
                                        base::Millis now);

struct Erased {
  bool done = false;  // false: nobody could sign in as admin without the account
  std::string pseudonym;
  std::int64_t rows = 0;  // in which the name stood
  std::int64_t entry = 0;
};
// `event` says who asked for it. The name goes from the account, from every row that names the
// person, and from the log's table of names; the log itself keeps its pseudonym and still verifies.
base::Result<Erased> erase_person(store::Store& store, const std::string& name,
                                  record::AuditEvent event);

struct PurgeLine {
  std::string kind, what, why;
  int days = 0;
  std::int64_t records = 0;
  std::string note;  // why nothing of it may go
};
// By default the audit log goes only below a signed head (OMB M-21-31: 12 months at hand and 18
// more kept).
inline constexpr int kAuditDays = 913;
struct PurgeRules {
  int days = 0;                    // in place of every default; 0: the defaults
  std::vector<std::string> kinds;  // empty: all but the audit log, which must be named
};
// The error is a sentence for people.
std::expected<std::vector<PurgeLine>, std::string> purge(store::Store& store,
                                                         const PurgeRules& rules, bool dry_run,
                                                         base::Millis now);

}  // namespace bartizan::run
