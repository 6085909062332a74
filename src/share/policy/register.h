// Register: which order, memorandum, directive or guidance holds at a date, and what follows it.
//
// What it is: the entries of catalogs/policy.toml and pure functions of them and a day. What it is
// not: legal advice, or a judge of what binds whom. Days are texts, "2025-01-20", or as much as is
// known of one ("2024-01" begins with its first day); they compare as texts. Entries live as long
// as the process; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::share {

enum class PolicyStatus : std::uint8_t {
  not_yet,     // not even a draft
  draft,       // published for comment, binding nobody
  in_force,    // of guidance: current
  lapsed,      // between two terms
  superseded,  // another took its place
  rescinded,   // taken back
  historical,  // its term is over, and nothing took its place
  unknown,     // its term was to end, and nobody found out whether it did
};
inline constexpr std::size_t kPolicyStatuses = 8;
std::string_view name(PolicyStatus status);   // "in-force" ...
std::string_view words(PolicyStatus status);  // "in force" ...

struct PolicyDate {
  std::string date, what;

  friend bool operator==(const PolicyDate&, const PolicyDate&) = default;
};
struct PolicyGap {
  std::string from, to;  // `to` is the first day after it

  friend bool operator==(const PolicyGap&, const PolicyGap&) = default;
};

struct PolicyEntry {
  std::string id;
  std::vector<std::string> aliases;
  std::string title, issuer, kind;
  std::string draft, issued, from, to;  // empty: none; `to` is the first day that it does not hold
  PolicyStatus ended = PolicyStatus::in_force;  // what it is from `to` on
  std::vector<PolicyGap> gaps;
  std::vector<std::string> ended_by, successors;  // ids
  std::vector<std::string> amends, basis;         // ids: what it changes, what it answers to
  bool anchor = false;                            // what this program is ordered along
  std::string note;
  std::vector<PolicyDate> dates;
  std::string source, verified, checked, check_by;
  // Turned around from the other entries.
  std::vector<std::string> supersedes, amended_by, basis_of;
};

// In the order of the catalogue.
std::span<const PolicyEntry> policies();
// By id or alias, whatever case, blanks and hyphens; nullptr where there is none.
const PolicyEntry* policy_called(std::string_view handle);
// The id, alias or title that is most like it; empty where none is.
std::string nearest_policy(std::string_view handle);

PolicyStatus status_at(const PolicyEntry& entry, std::string_view day);
// Since when it has that status; empty for `not_yet`.
std::string_view status_since(const PolicyEntry& entry, std::string_view day);
// What it answers to was rescinded, superseded or is history.
bool has_historical_basis(const PolicyEntry& entry, std::string_view day);
// Whether somebody ought to have looked at it again before `day`.
bool is_check_due(const PolicyEntry& entry, std::string_view day);

struct PolicyChange {
  std::string date;
  const PolicyEntry* entry = nullptr;
  std::string what;  // "in force", "rescinded by EO-14148", the words of a date
};
// What happened after `since` and until `until`, oldest first.
std::vector<PolicyChange> policy_changes(std::string_view since, std::string_view until);
// Dates after `day` of entries that hold then, soonest first.
std::vector<PolicyChange> dates_to_come(std::string_view day);

// "2025-01-20", with a month and a day that exist.
bool is_day(std::string_view text);

}  // namespace bartizan::share
