// Store: what is remembered between runs: artifacts, findings, scans, sightings, cached results.
//
// What it is: the narrow door to the evidence store; docs/store.md describes what stands behind it.
// What it is not: a query language, or the judge of what is still true. Names from files go in and
// come out as raw bytes. Every call may be made from any thread; several processes may use one
// store. Rows are written in batches: what was recorded in the last quarter of a second before a
// crash may be lost, never more, and never the store itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "record/artifact.h"
#include "record/exception.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/cases.h"
#include "store/estate.h"
#include "store/evidence.h"
#include "store/inventory.h"
#include "store/posture.h"
#include "store/retention.h"
#include "store/triage.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

// Everything that a result depends on besides the rules for names and exceptions.
struct CacheKey {
  std::string sha256;   // of the file, 64 hexadecimal digits
  std::string engine;   // version of the program
  std::string catalog;  // hash of the catalogues, allow entries included
  base::Limits limits;
  record::Depth depth = record::Depth::content;
  std::string loader_profile;
};

enum class ScanState : std::uint8_t {
  running,
  complete,
  interrupted,  // cancelled, or its process is gone
};
std::string_view name(ScanState state);

struct Sighting {
  std::string path;  // absolute
  std::optional<Millis> modified;
  Millis seen = 0;
  std::string stamp = {};  // io/stamp.h; empty: not known
};

// One sighting of the past, as `history` shows it.
struct HistoryRow {
  std::string scan;
  ScanState scan_state = ScanState::complete;
  std::string path;
  Millis seen = 0;
  std::optional<std::string> sha256;
  std::uint64_t size = 0;
  std::string format;
  record::Verdict verdict = record::Verdict::incomplete;
  record::CoverageState coverage = record::CoverageState::complete;
  record::Depth depth = record::Depth::content;
  std::vector<std::string> rules;    // of its findings, sorted, each once
  std::vector<std::string> changes;  // against the row before it of the same path, one phrase each
};

// The last sighting of one file, with what stands against it.
struct SeenFinding {
  std::string rule;
  record::Severity severity = record::Severity::info;
  std::string member;  // names of containers from the outside in, joined by " > ", escaped
  std::uint64_t offset = 0, length = 0;  // in the decoded bytes of that member
  bool accepted = false;
  std::string subject;      // what it is about: a callable, a key; escaped, may be empty
  std::string accepted_by;  // id of the exception

  friend bool operator==(const SeenFinding&, const SeenFinding&) = default;
};
struct SeenFile {
  std::string path;
  Millis seen = 0;
  std::optional<Millis> modified;  // as the file said when it was seen
  std::string stamp;               // io/stamp.h; empty: not known
  std::optional<std::string> sha256;
  std::uint64_t size = 0;
  std::string format;
  std::vector<std::string> formats;  // of all members, sorted, each once
  record::Verdict verdict = record::Verdict::incomplete;
  record::CoverageState coverage = record::CoverageState::complete;
  record::Depth depth = record::Depth::content;
  std::string engine;  // version of the program that read it
  std::vector<SeenFinding> findings;
};
// Files whose last sighting is newer than a number, in no order, and the number of the newest.
struct SeenSince {
  std::vector<SeenFile> files;  // what is not a model, too
  std::uint64_t newest = 0;
};
// Model files by their last sightings.
struct SeenTotals {
  std::uint64_t clean = 0, incomplete = 0, suspicious = 0, malicious = 0;
  std::uint64_t stale = 0;  // last seen before a time
};

class Watch;  // store/watch.h
// How often each part of a store was written to, so that whoever keeps something in memory knows
// when to look again. What another process wrote counts for every part. Numbers mean nothing but
// that they are other ones, and start anew with each opening.
struct ChangeMark {
  std::uint64_t inventory = 0;  // imports, use cases, reviews
  std::uint64_t estate = 0;     // places, components, systems
  std::uint64_t seen = 0;       // new sightings
  std::uint64_t seen_changed = 0;  // sightings and findings that were changed or dropped
  std::uint64_t cases = 0;      // cases, VEX statements
  std::uint64_t exposure = 0;
  std::uint64_t evidence = 0;  // what commands left
  std::uint64_t answers = 0;   // of people, and the plan
  std::uint64_t standings = 0;
  std::uint64_t posture = 0;  // with readiness and risks
  std::uint64_t other = 0;    // what is none of these, but for accounts, the audit log and caches
  std::uint64_t foreign = 0;  // by another process

  friend bool operator==(const ChangeMark&, const ChangeMark&) = default;
};

struct Options {
  std::string path;
  // A place that cannot be written gives a store in memory, filled from what can be read there, and
  // a note; otherwise it is an error.
  bool fall_back_to_memory = true;
  Millis now = 0;
  // What was written survives the loss of power too, not only the end of the process: for a server,
  // which acknowledges what it wrote.
  bool durable = false;
  // Walks whole tables now and then: keeps few of their pages in memory.
  bool walks = false;
};

class Store {
 public:
  virtual ~Store() = default;

  // Why nothing will be kept; empty for a store on disk.
  virtual const std::string& note() const = 0;
  virtual const std::string& path() const = 0;  // "" for a store in memory
  // What was asked for, even where it could not be written: feeds and keys stand beside it. "" when
  // there is no such place; then nothing stands beside.
  virtual const std::string& place() const = 0;

  virtual Result<std::string> begin_scan(const record::Run& run, Millis now) = 0;
  // The artifact as it is reported, verdict and accepted findings included.
  virtual Result<void> record_sighting(const std::string& scan, const Sighting& sighting,
                                       const record::Artifact& artifact) = 0;
  // Something a person decided for this scan: "allow-incomplete", with the reason given.
  virtual Result<void> record_decision(const std::string& scan, std::string_view kind,
                                       std::string_view subject, std::string_view reason,
                                       Millis now) = 0;
  virtual Result<void> finish_scan(const std::string& scan, const record::Summary& summary,
                                   Millis now) = 0;

  virtual Result<void> remember(const record::Exception& exception, Millis now) = 0;

  // A complete result of the bytes alone, without root, path and verdict; from_cache is set.
  virtual std::optional<record::Artifact> cached(const CacheKey& key, Millis now) = 0;
  // Keeps nothing that is not complete.
  virtual Result<void> keep(const CacheKey& key, const record::Artifact& artifact, Millis now) = 0;

  // Sightings of an absolute path, of everything below it when it is a folder, or of a content by
  // its SHA-256; oldest first.
  virtual Result<std::vector<HistoryRow>> history(std::string_view path_or_sha256) = 0;

  // The last sighting of a file at an absolute path, or of every file below it; by path. `models`:
  // without what is not a model.
  virtual Result<std::vector<SeenFile>> last_seen(std::string_view path, bool models) = 0;
  // `after`: `newest` of an earlier answer, or 0 for all.
  virtual Result<SeenSince> seen_since(std::uint64_t after) = 0;
  // Whether a file at or below a path, as it was seen at `since`, was last seen with other bytes.
  virtual Result<bool> changed_since(std::string_view path, Millis since) = 0;
  virtual Result<SeenTotals> seen_totals(Millis stale_before) = 0;

  // Writes what is still held back.
  virtual Result<void> flush() = 0;
  // Takes microseconds. What it counts can be read: nothing of it is held back.
  virtual Result<ChangeMark> change_mark() = 0;

  virtual Inventory& inventory() = 0;
  virtual Estate& estate() = 0;
  virtual Cases& cases() = 0;
  virtual Evidence& evidence() = 0;
  virtual Posture& posture() = 0;
  virtual Accounts& accounts() = 0;
  virtual Audit& audit() = 0;
  virtual Retention& retention() = 0;
  virtual Watch& watch() = 0;
  virtual Triage& triage() = 0;

  // A consistent copy into a file that is not there yet, mode 0600, while others read and write.
  // `cancelled` may be empty; what was begun is then left to the caller.
  virtual Result<void> back_up(const std::string& file, const std::function<bool()>& cancelled) = 0;
};

// Never replaces a file that is there: one that is damaged or of another program is an error.
Result<std::unique_ptr<Store>> open(const Options& options);

// $XDG_DATA_HOME/bartizan/store.db or ~/.local/share/bartizan/store.db; "" when there is no home.
std::string default_path();

// The key as the store looks it up: SHA-256 over all its parts, hexadecimal.
std::string digest(const CacheKey& key);

}  // namespace bartizan::store
