// Watch: places that are looked at by themselves, and what people are told without asking.
//
// What it is: plain structs that own their strings: a watched place and how the last look went, who
// is told and how, a notice, its way to somebody, and work that was accepted and is not done. What
// it is not: what follows from them at a time (run/watch.h, run/notify.h). Paths are raw bytes here
// and are escaped at the sink. Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/verdict.h"

namespace bartizan::record {

struct Watched {
  std::string path;           // absolute
  base::Millis interval = 0;  // between two looks, while the posture asks for no shorter one
  std::uint64_t rate = 0;     // bytes a second; 0: as the settings say
  std::string by;             // who added it
  base::Millis at = 0;        // and when
  base::Millis looked = 0;    // when the last look ended; 0: never
  std::uint64_t files = 0;    // of the last look: how many there were,
  std::uint64_t read = 0;     // how many of them were read,
  std::uint64_t changed = 0;  // how many of those had other bytes or were new,
  std::uint64_t gone = 0, unread = 0;
  std::string result;        // one sentence
  std::string problem;       // what could not be read; empty: nothing
  base::Millis failing = 0;  // since when there is one; 0: there is none

  friend bool operator==(const Watched&, const Watched&) = default;
};

enum class TargetKind : std::uint8_t { webhook, syslog };
std::string_view name(TargetKind kind);
std::optional<TargetKind> target_kind(std::string_view name);

// Somebody who is told.
struct NotifyTarget {
  std::string id;  // "target_" + ULID
  TargetKind kind = TargetKind::webhook;
  std::string name;     // for people
  std::string address;  // https://..., unix:/dev/log, udp:HOST:PORT
  Severity least = Severity::medium;
  bool link_local = false;  // addresses of the link itself may be reached, too
  bool on = true;
  std::string by;
  base::Millis at = 0;
  base::Millis delivered = 0;  // the last time that something arrived; 0: never
  std::string problem;         // why the last attempt failed; empty: it did not

  friend bool operator==(const NotifyTarget&, const NotifyTarget&) = default;
};

enum class NoticeKind : std::uint8_t {
  finding,   // something in a model file
  answer,    // an answer that ends, ended or fell
  clock,     // a weakness that is due soon or overdue
  place,     // a watched place that could not be read
  evidence,  // readings that count no more
  feed,      // advisories that are too old
  delivery,  // somebody could not be told
};
inline constexpr std::size_t kNoticeKinds = 7;
std::string_view name(NoticeKind kind);
std::optional<NoticeKind> notice_kind(std::string_view name);

struct Notice {
  std::string id;  // notice_id(): the same thing has the same one, whenever it is noticed
  NoticeKind kind = NoticeKind::finding;
  Severity severity = Severity::medium;
  std::string subject;  // a path, or an id
  std::string title;    // one sentence
  std::string detail;   // what to do or to look at; may be empty
  std::string page;     // of the dashboard: "artifacts/..."; may be empty
  base::Millis at = 0;  // when it was first noticed

  friend bool operator==(const Notice&, const Notice&) = default;
};
// "notice_" + base32 of SHA-256 over kind, subject and what makes it this one and not the next one.
std::string notice_id(NoticeKind kind, std::string_view subject, std::string_view which);

// A notice on its way to a target.
struct Delivery {
  std::int64_t number = 0;
  std::string target, notice;
  unsigned attempts = 0;
  base::Millis next = 0;       // when it is tried again
  base::Millis delivered = 0;  // 0: not yet
  base::Millis given_up = 0;   // 0: it is still tried
  std::string problem;

  friend bool operator==(const Delivery&, const Delivery&) = default;
};

// Numbers that an administrator may set; docs/watching.md.
struct WatchSettings {
  base::Millis interval = base::Millis{24} * 60 * 60 * 1000;  // of a place that names none
  std::uint64_t rate = std::uint64_t{32} << 20;  // bytes a second of reading again; 0: no limit
  base::Millis evidence_age = 0;                 // 0: as the catalogue says
  Severity findings_from = Severity::high;       // findings below it are not told
  unsigned clock_days = 3;                       // before its date a clock is told
  unsigned answer_days = 14;                     // before its end an answer is told

  friend bool operator==(const WatchSettings&, const WatchSettings&) = default;
};

// Work that was accepted and has not ended.
struct KeptJob {
  std::string id;
  std::string kind;      // "scan", "upload"
  std::string path;      // what is read
  std::string shown_as;  // in its place, for an upload
  bool again = false;    // no kept result is used
  std::string account, by;
  base::Millis queued = 0;
  unsigned starts = 0;  // how often it was begun

  friend bool operator==(const KeptJob&, const KeptJob&) = default;
};

}  // namespace bartizan::record
