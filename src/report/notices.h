// What `watch` and `notify` say, and notices as a feed.
//
// What it is: pure functions from watched places, those who are told and notices to text for
// people, JSON and Atom (RFC 4287). Times are arguments; names are escaped here. No state.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/watch.h"
#include "report/api.h"

namespace bartizan::report {

struct WatchedLine {
  record::Watched place;
  base::Millis interval = 0;  // in force
  base::Millis due = 0;
  bool is_due = false, is_late = false;
};
struct WatchView {
  std::span<const WatchedLine> lines;
  base::Millis now = 0;
  bool raised = false;  // the posture; some intervals are shorter for it
};
std::string watched(const WatchView& view, const TerminalStyle& style);
// docs/schemas/watch-1.schema.json.
std::string watched_json(const WatchView& view, const MachineOptions& options);

struct TargetLine {
  record::NotifyTarget target;
  std::uint64_t waiting = 0, given_up = 0;
};
struct NotifyView {
  std::span<const TargetLine> targets;
  std::span<const record::Notice> notices;  // latest first
  bool with_notices = false;
  base::Millis now = 0;
};
std::string notify(const NotifyView& view, const TerminalStyle& style);
// docs/schemas/notify-1.schema.json.
std::string notify_json(const NotifyView& view, const MachineOptions& options);

struct AtomOptions {
  std::string address;       // of the server, "https://ai.example.org"; no slash at its end
  std::string installation;  // what makes this feed this one: any text that stays
  base::Millis now = 0;      // of a feed without entries
};
// Latest first.
std::string notices_atom(std::span<const record::Notice> notices, const AtomOptions& options);

// "1 day", "6 hours", "90 minutes".
std::string interval(base::Millis span);

}  // namespace bartizan::report
