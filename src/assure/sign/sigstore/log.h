// Log: what a transparency log vouches for: a promise (SET), an inclusion proof, a checkpoint.
//
// What it is: the checks of one entry, appended to a list: log-known, log-promise, log-checkpoint,
// log-inclusion, log-entry. What it is not: a decision when the signature was made; the time of an
// entry counts only where the log signed it, which `promised_at` says. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/bundle.h"
#include "assure/parse/trusted_root/trusted_root.h"
#include "assure/sign/checks.h"
#include "assure/sign/sigstore/entry.h"

namespace bartizan::assure::sigstore {

struct LogResult {
  std::vector<const Log*> logs;  // of the root, that the entry names; none: unknown
  std::optional<base::Millis> promised_at;
  bool included = false;  // by a proof or, where that is enough, a promise
};
// `proof_optional`: bundles of version 0.1 carried promises only.
LogResult check_log_entry(const signature::LogEntry& entry, const Signed& what,
                          const std::vector<Log>& logs, bool proof_optional,
                          std::vector<sign::Check>& checks);

// What the log signs with a promise: RFC 8785 over the entry as the log keeps it.
std::string promised_text(const signature::LogEntry& entry);
// The names that a checkpoint of the log may bear: its address without scheme.
bool is_name_of(std::string_view name, const Log& log);

}  // namespace bartizan::assure::sigstore
