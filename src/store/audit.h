// Audit: the part of store.h that remembers who did what, so that nobody can change it unnoticed.
//
// What it is: a log that only grows. Each entry's hash is SHA-256 over the hash before it and the
// entry as canonical JSON, and people appear in it as pseudonyms that are digests of their name and
// a random salt: a person can be erased, and the chain still verifies. Triggers refuse UPDATE and
// DELETE. What it is not: proof against somebody who rewrites the whole database: that takes the
// signed heads that run/audit.h puts outside it. Every call may be made from any thread; several
// processes may write one log.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/account.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

struct AuditFilter {
  std::string text;         // stands in what, subject, detail or who, as shown
  std::string who;          // name, as shown, or pseudonym
  std::string what;         // "account" or "account.role"
  std::string subject;      // as shown or as written
  Millis from = 0, to = 0;  // 0: open; `to` is not included
  std::int64_t before = 0;  // number; 0: from the last one
  std::size_t limit = 100;
};

class Audit {
 public:
  virtual ~Audit() = default;

  // Written when it returns. The number of the entry.
  virtual Result<std::int64_t> append(const record::AuditEvent& event) = 0;

  // The next change that this thread makes in the store carries the event in its own transaction;
  // a change that fails carries nothing. Use AuditedChange.
  virtual void next(const record::AuditEvent& event) = 0;
  // The number of the entry that `next` led to; nothing was changed: 0, and it is forgotten.
  virtual std::int64_t taken() = 0;

  virtual Result<record::AuditHead> head() = 0;
  // Latest first.
  virtual Result<std::vector<record::AuditEntry>> entries(const AuditFilter& filter) = 0;
  virtual Result<std::optional<record::AuditEntry>> entry(std::int64_t number) = 0;
  virtual Result<std::string> hash_at(std::int64_t number) = 0;  // "" when there is no such entry

  // Walks the whole log. `problem` is "" when every entry is there and fits; else the first thing
  // that does not, with its place. What lies behind the last entry only an anchor can tell.
  struct Checked {
    std::int64_t floor = 0;            // entries up to it were dropped on purpose
    std::int64_t first = 0, last = 0;  // numbers; 0 for an empty log
    std::int64_t entries = 0;
    record::AuditHead head;  // of the last entry that fits
    std::int64_t end = 0;    // number of the last entry that is there, whether or not it fits
    std::string problem;
    std::int64_t place = 0;  // number of the entry that does not fit
    // Entries that are dated well before one that was written earlier, as sentences: no proof of
    // anything, because clocks are set, and nothing to pass over.
    std::vector<std::string> backwards;
  };
  virtual Result<Checked> check() = 0;

  // The pseudonym of a name, made when it is first asked for.
  virtual Result<std::string> pseudonym(std::string_view name) = 0;
  // Forgets whose pseudonym it was; the pseudonym, or "" when the log does not know the name.
  virtual Result<std::string> forget_name(std::string_view name) = 0;

  // Drops entries up to and including `number`; only what `anchored` vouches for: an entry there
  // that has this hash. The log goes on from that hash.
  virtual Result<std::int64_t> drop_until(std::int64_t number,
                                          const record::AuditHead& anchored) = 0;
};

// A change and its entry in one: the constructor announces the event, and what the same thread
// changes next carries it, but for what waits for a batch (Store::remember and the like). `done`
// says the number of the entry; where the change wrote nothing by itself, it is written then.
class AuditedChange {
 public:
  AuditedChange(Audit& audit, record::AuditEvent event) : audit_(audit), event_(std::move(event)) {
    audit_.next(event_);
  }
  ~AuditedChange() {
    if (!done_) (void)audit_.taken();
  }
  AuditedChange(const AuditedChange&) = delete;
  AuditedChange& operator=(const AuditedChange&) = delete;
  Result<std::int64_t> done() {
    done_ = true;
    const std::int64_t number = audit_.taken();
    if (number != 0) return number;
    return audit_.append(event_);
  }

 private:
  Audit& audit_;
  record::AuditEvent event_;
  bool done_ = false;
};

// What the hash of an entry is over, behind the hash before it.
std::string canonical(const record::AuditEntry& entry);
std::string hash_of(const record::AuditEntry& entry);  // entry.previous taken in

}  // namespace bartizan::store
