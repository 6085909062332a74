// Answers: what handlers of every room share: lists, objects, the audit entry of a change.
//
// What it is: the common forms of docs/api.md in one place. What it is not: queries; lists that are
// long are cut in the store and bring their own cursor. One object belongs to one call.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_write.h"
#include "server/router.h"

namespace bartizan::server {

// 200 with what was written.
Response json(base::JsonWriter& out);

// A time, null where it is 0.
void time_field(base::JsonWriter& out, std::string_view key, base::Millis time);

// A text that somebody wrote, escaped; null where it is empty.
void text_field(base::JsonWriter& out, std::string_view key, std::string_view text);

// Whether a parameter of the query has that value; true where it was not given.
bool fits(const Call& call, std::string_view parameter, std::string_view value);

// {"items": [...], "total": N, "next": ..., "as_of": ...} of items that are all at hand: cuts by
// limit and cursor, which is the number of items before. Add items in their order.
class List {
 public:
  explicit List(const Call& call);

  // Whether `text` holds what ?q= looks for, in any case of letters; true without ?q=.
  bool wanted(std::string_view text) const;
  // An object to fill, then end_item().
  base::JsonWriter& item();
  void end_item();
  // For long lists: whether the next item is on the page; counts one that is not, unwritten.
  bool shown() const { return in_page(); }
  void pass() { ++seen_; }
  // The same for a writer of a whole value.
  base::JsonWriter& raw_item();
  // There are more than these.
  void unknown_total() { total_known_ = false; }
  // For items that the store has cut already: the whole number, and the next cursor.
  void set_page(std::optional<std::uint64_t> total, std::string next);
  // A member beside the items: what is said of the list as a whole.
  void set_member(std::string_view name, std::string json);
  void set_member(std::string_view name, std::uint64_t number) {
    set_member(name, std::to_string(number));
  }
  // "facets", one member for each call: how many items have which value.
  void set_facet(std::string_view name, const std::map<std::string, std::uint64_t>& counts);
  // What the items are of, where that is not now.
  void set_as_of(base::Millis time) { as_of_ = time; }
  Response finish();

 private:
  bool in_page() const;

  const Call& call_;
  base::JsonWriter out_;
  base::JsonWriter skipped_;
  std::uint64_t first_ = 0, limit_ = 0, seen_ = 0;
  bool bad_cursor_ = false;
  bool total_known_ = true;
  bool paged_ = false;
  bool open_skipped_ = false;
  std::optional<std::uint64_t> total_;
  std::string next_;
  std::map<std::string, std::string> facets_, members_;
  base::Millis as_of_ = 0;
};

// {members of `now`, "history": [what it was before, newest first], "as_of", "audit"}. `write` puts
// the members of one into an open object.
template <typename Record, typename Write>
Response with_history(const Call& call, const Record& now, const std::vector<Record>& before,
                      std::string_view audit, const Write& write) {
  base::JsonWriter out;
  out.begin_object();
  write(out, now);
  out.key("history").begin_array();
  for (auto one = before.rbegin(); one != before.rend(); ++one) {
    if (*one == now) continue;
    out.begin_object();
    write(out, *one);
    out.end_object();
  }
  out.end_array();
  time_field(out, "as_of", call.context.now());
  if (!audit.empty()) out.field("audit", audit);
  out.end_object();
  return json(out);
}

// Appends the audit entry of a change by call.principal and says its id, "audit_12". Do it first: a
// change whose entry cannot be written must not be made. Where the change is one of the store's
// own, store/audit.h (AuditedChange) makes both one transaction.
std::expected<std::string, base::Error> note_change(const Call& call, std::string_view what,
                                                    std::string_view subject,
                                                    std::string_view detail);

}  // namespace bartizan::server
