// Audit: what commands say to the log, the signed heads outside the database, and the check of
// both.
//
// What it is: the joint between store/audit.h and the keys (run/keys.h). A head says how long the
// log was and what its last hash was, at a time, signed with the key "audit"; heads are lines of
// JSON in a file beside the database, or better on another machine. What it is not: the chain
// itself (store). Errors are sentences for people. One caller at a time for one file.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "run/keys.h"
#include "store/store.h"

namespace bartizan::run {

// "os:NAME", the user who runs a command.
std::string os_person();
// An event of a command. Names of people in `subject` and `detail` stand there as {0}, {1} ...
record::AuditEvent command_event(std::string_view what, std::string_view subject,
                                 std::string_view detail, base::Millis now,
                                 std::vector<std::string> people = {});
// While it lives, what this thread does as a command would is somebody else's doing: a server's,
// for who asked it to. One inside another counts alone.
class ActingFor {
 public:
  ActingFor(std::string who, std::string via);
  ~ActingFor();
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;

 private:
  friend record::AuditEvent command_event(std::string_view what, std::string_view subject,
                                          std::string_view detail, base::Millis now,
                                          std::vector<std::string> people);
  std::string who_, via_;
  const ActingFor* before_;
};
// Says it at once. False: it could not be written.
bool audit(store::Store& store, const record::AuditEvent& event);

struct Anchor {
  std::string chain;
  std::int64_t number = 0;
  std::string hash;
  base::Millis at = 0;
  std::string key;        // fingerprint
  std::string signature;  // base64 of DER
};

// "/x/store.db" -> "/x/audit-anchors.jsonl"; "" for a store in memory.
std::string default_anchors(const std::string& store);
// Signs the head and appends it; makes the key "audit" when there is none. False: nothing new since
// the last anchor of the file.
std::expected<bool, std::string> put_anchor(store::Store& store, const std::string& file,
                                            KeyFolder keys, base::Millis now);
// In their order. A line that is none is an error.
std::expected<std::vector<Anchor>, std::string> read_anchors(const std::string& file);

// The key "audit", which signs heads and backups. Made where there is none.
std::expected<assure::sign::PrivateKey, std::string> audit_key(KeyFolder keys, base::Millis now);
// It and those before it; none where there is none.
std::vector<assure::sign::TrustedKey> audit_keys(const KeyFolder& keys);

struct AuditVerdict {
  store::Audit::Checked checked;
  std::int64_t anchors = 0;  // by keys that are trusted
  bool anchors_ok = false;
  Anchor last;                     // of these
  std::int64_t unknown_heads = 0;  // by keys that nobody named: no proof, for or against
  Anchor last_unknown;
  std::vector<std::string> problems;  // each with its place; empty: whole
  std::vector<std::string> warnings;  // what somebody should look at, and is no proof
  bool ok() const { return problems.empty(); }
};
// `file` may be empty, or not there: then only the chain is checked. Signatures are checked with
// the key "audit" and its predecessors.
AuditVerdict verify_audit(store::Store& store, const std::string& file, const KeyFolder& keys);
// The same with the key of a person who keeps it elsewhere (PEM).
AuditVerdict verify_audit(store::Store& store, const std::string& file,
                          const std::vector<assure::sign::TrustedKey>& keys);

}  // namespace bartizan::run
