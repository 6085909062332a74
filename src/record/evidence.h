// Evidence: what was examined, what came out, when, and until when that counts.
//
// What it is: the records that assessments stand on, as plain structs that own their strings:
// pieces of evidence, what people answered, planned actions, and how a requirement stood at a time.
// What it is not: the predicates (assure/assess/check.h) or their judgement (evaluate.h). Names
// from files are raw bytes here and are escaped at the sink. Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::record {

enum class EvidenceKind : std::uint8_t {
  scan,             // one for each model file that was judged
  discovery,        // one for each place or system that was read
  inventory,        // one for each use case as declared
  bom,              // one for each AI-BOM that was made, imported or scored
  vulnerabilities,  // one for each system that was matched
  exposure,         // what somebody said about a system
  signature,        // one for each model or document whose signature was looked for
  gate,             // one for each run of the gate
  feed,             // one for each feed of advisories
  file,             // a document of the tree that a check looks for (SECURITY.md ...)
  configuration,    // how something is set up: a serving endpoint, this installation
  readiness,        // an exercise, a restore test, a list of critical assets (Shields Ready)
  posture,          // Shields Up, raised or lowered
  policy,           // an entry of the policy register
  guard,            // telemetry of the guard
  exercise,         // what an exercise showed
  training,         // what a lab showed
  sharing,          // what was sent to whom
  standing,         // how all systems stand in one requirement of a framework
};
inline constexpr std::size_t kEvidenceKinds = 19;
std::string_view name(EvidenceKind kind);  // "scan" ...
std::optional<EvidenceKind> evidence_kind(std::string_view name);

// A byte range of a file, for the drill-down.
struct EvidenceSpan {
  std::string inside;  // members of a container, outermost first, joined by " › "; may be empty
  std::uint64_t offset = 0, length = 0;
  std::string label;  // what stands there: a rule's id, a span's label

  friend bool operator==(const EvidenceSpan&, const EvidenceSpan&) = default;
};

// What came out, as a named value: "verdict" = "clean". Numbers in decimal, times as
// base::format_utc, "yes" and "no".
struct EvidenceFact {
  std::string key, value;

  friend auto operator<=>(const EvidenceFact&, const EvidenceFact&) = default;
};

// Whether a key is that of the names behind a number ("unpinned-models:names", "covers:sha256").
bool is_list(std::string_view key);

struct Evidence {
  std::string id;      // evidence_id() of all below but `at` and `expires`
  EvidenceKind kind = EvidenceKind::scan;
  std::string system;  // as in record::Exposure; empty: of the organisation
  std::string subject; // absolute path, "bom:" and its id, an id; unique within kind and system
  std::string name;    // of the subject, for people
  std::string sha256;  // of the subject's bytes; empty where it has none or they were not hashed
  std::string producer;  // the command or job, and the program's version: "scan 0.1.0"
  base::Millis at = 0;       // when it was examined
  base::Millis expires = 0;  // from then on it proves nothing; 0: never
  std::vector<EvidenceFact> facts;  // sorted by key
  std::vector<EvidenceSpan> spans;

  // The value of a fact, empty without one.
  std::string_view fact(std::string_view key) const;
  bool expired(base::Millis now) const { return expires != 0 && expires <= now; }

  friend bool operator==(const Evidence&, const Evidence&) = default;
};
// "evidence_" + base32 of SHA-256 over kind, system, subject, sha256, producer's name (without its
// version), facts and spans: the same finding about the same bytes has the same id whenever it is
// made; another byte or another outcome has another.
std::string evidence_id(const Evidence& evidence);

enum class Status : std::uint8_t { met, partly, unmet, unknown, not_applicable };
inline constexpr std::size_t kStatuses = 5;
std::string_view name(Status status);  // "met", "partly", "unmet", "unknown", "not-applicable"
std::optional<Status> status(std::string_view name);

// What a person answered. It counts while it has not expired and while the evidence that it was
// given beside is still what it was.
struct Answer {
  std::string id;  // "answer_" + base32 over framework, requirement, subject, by and at
  std::string framework, requirement;  // ids
  std::string system;                  // empty: of the organisation
  Status status = Status::unknown;
  std::string by;
  std::string reason;
  std::string attachment;         // file name; empty: none
  std::string attachment_sha256;  // of its bytes, which the store keeps
  base::Millis at = 0;
  base::Millis expires = 0;           // never 0: nobody knows something for ever
  std::vector<std::string> evidence;  // ids that stood beside the question, sorted
  base::Millis withdrawn = 0;         // 0: it was not taken back
  std::string withdrawn_by;
  std::uint64_t attachment_size = 0;  // in bytes, by what the store keeps of it

  friend bool operator==(const Answer&, const Answer&) = default;
};

enum class ActionState : std::uint8_t { open, done, dropped };
std::string_view name(ActionState state);
std::optional<ActionState> action_state(std::string_view name);

// Something that somebody will do, by a date: a line of the plan of actions and milestones.
struct Action {
  std::string id;  // "action_" + ULID
  std::string framework, requirement;  // empty: it answers no requirement
  std::string system;
  std::string what;
  std::string owner;
  base::Millis due = 0;
  ActionState state = ActionState::open;
  std::string by;  // who wrote it down
  base::Millis at = 0;
  base::Millis changed = 0;
  std::string note;  // why it was dropped, what was done

  friend bool operator==(const Action&, const Action&) = default;
};

// How a requirement stood when it was assessed, for trends and for "what changed".
struct Standing {
  std::string framework, requirement, system;
  base::Millis at = 0;
  Status status = Status::unknown;
  std::vector<std::string> evidence;  // ids, sorted
  std::string why;                    // one sentence

  friend bool operator==(const Standing&, const Standing&) = default;
};

}  // namespace bartizan::record
