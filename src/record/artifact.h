// The records a scan makes: artifact, member, finding, coverage, span, fact, run, summary.
//
// Plain structs that own their strings; names from files are raw bytes here and are escaped at the
// sink (base/escape.h). Their JSON form is in record/json.h. No behaviour, thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/span_map.h"
#include "record/verdict.h"

namespace bartizan::record {

using base::Range;

// One reason why bytes that the depth should have read were not.
struct Gap {
  std::string reason;  // "truncated", "encrypted", "limit:memory" ...
  std::uint32_t member = 0;
  Range range;  // in the decoded bytes of that member

  friend bool operator==(const Gap&, const Gap&) = default;
};

struct Coverage {
  CoverageState state = CoverageState::complete;
  Depth depth = Depth::content;
  std::uint64_t bytes_read = 0;  // of the top-level file, by its span map
  std::vector<Gap> gaps;

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

struct FindingDetail {
  std::string key;  // "call", "opcodes", "argument", "field", "weights_only" ...
  std::string value;

  friend bool operator==(const FindingDetail&, const FindingDetail&) = default;
};

struct Finding {
  std::string rule;  // BZ-<AREA>-<NNN>
  Severity severity = Severity::info;
  Confidence confidence = Confidence::high;
  Verdict verdict = Verdict::clean;  // what this finding makes of the artifact
  std::string title;                 // the rule's sentence, filled in
  std::string subject;               // the one name it is about: a callable, a member, a field
  std::uint32_t member = 0;          // index into Artifact::members
  Range range;                       // in the decoded bytes of that member
  std::optional<Range> file_range;   // where that is a plain slice of the file
  std::vector<FindingDetail> evidence;
  std::uint64_t count = 1;                 // more of the same that were folded into this one
  std::optional<std::string> accepted_by;  // id of the suppression, baseline entry or waiver

  friend bool operator==(const Finding&, const Finding&) = default;
};

// A rule's text with {subject} and {evidence keys} filled in; unknown keys vanish. `quote` prepares
// each name for where the text goes.
std::string fill(std::string_view pattern, const Finding& finding,
                 std::string (*quote)(std::string_view) = nullptr);

// What bytes say about themselves: a global a pickle asks for, a tensor, a metadata entry.
struct Fact {
  std::string kind;  // "global", "tensor", "metadata", "template" ...
  std::string key;
  std::string value;
  std::uint32_t member = 0;
  Range range;

  friend bool operator==(const Fact&, const Fact&) = default;
};

// members[0] is the file itself.
struct Member {
  std::uint32_t parent = 0;
  std::string name;                  // empty for the file itself
  std::uint64_t size = 0;            // decoded bytes
  std::optional<Range> file_range;   // where its bytes are a plain slice of the file
  std::vector<std::string> formats;  // ids, most certain first; empty: not recognised
  std::vector<base::Span> spans;     // tile [0, size) when the member was parsed

  friend bool operator==(const Member&, const Member&) = default;
};

struct Artifact {
  std::string root;         // the argument that found it
  std::string path;         // relative to root, "." when root is the file
  std::string link_target;  // where a symbolic link led, else empty
  std::optional<std::string> sha256;
  std::uint64_t size = 0;
  std::string format;  // id of the primary format, empty when not recognised
  Verdict verdict = Verdict::incomplete;
  Coverage coverage;
  std::vector<Member> members;
  std::vector<Finding> findings;
  std::vector<Fact> facts;
  bool from_cache = false;

  // Names from the file down to `member`, outermost first, without the file itself.
  std::vector<std::string> location(std::uint32_t member) const;

  friend bool operator==(const Artifact&, const Artifact&) = default;
};

// A path that was seen and not analysed, with the reason; never silent.
struct Excluded {
  std::string path;
  std::string reason;  // "excluded by *.log", "broken link", "not a regular file" ...
  bool asked = false;  // somebody wanted it left out
};

struct Summary {
  std::uint64_t artifacts = 0;
  std::uint64_t bytes = 0;
  std::uint64_t clean = 0;
  std::uint64_t incomplete = 0;
  std::uint64_t suspicious = 0;
  std::uint64_t malicious = 0;
  std::uint64_t not_a_model = 0;
  std::uint64_t excluded = 0;
  std::uint64_t cached = 0;
  std::uint64_t accepted = 0;  // findings hidden from the gate by an exception
  Verdict worst = Verdict::not_a_model;
  bool gate_failed = false;
  int exit_code = 0;
  bool interrupted = false;
  std::vector<std::string>
      notes;  // one sentence each: expired exceptions, accepted incompletes ...
};

// What belongs to a run and not to the bytes; `--reproducible` leaves it out.
struct Run {
  std::string tool_version;
  std::string catalog_hash;
  std::uint32_t catalog_version = 0;
  std::string catalog_date;         // YYYY-MM-DD
  bool catalog_installed = false;   // by an update; otherwise the one in the program
  std::uint64_t catalog_weakens = 0;  // answers that are weaker than with the one in the program
  std::string started;  // UTC
  std::string ended;
  std::string host;
  std::string isolation;  // "seccomp+landlock(7)" ...
  std::string store;      // where results are kept
  Depth depth = Depth::content;
  unsigned jobs = 1;
  std::vector<std::string> roots;
};

struct ScanReport {
  Run run;
  std::vector<Artifact> artifacts;  // in walk order
  std::vector<Excluded> excluded;
  Summary summary;
};

}  // namespace bartizan::record
