// Sink: where a parser's facts, findings, coverage and spans go.
//
// What it is: the one way out of the core. Everything is a view that lives only during the call;
// the implementation copies what it keeps (the worker writes frames to a pipe as they come, tests
// collect). What it is not: a place for decisions. One artifact, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/span_map.h"
#include "record/verdict.h"

namespace bartizan::scan {

using base::Range;

// 0 is the top-level file; every member gets the next number before it is parsed.
using MemberId = std::uint32_t;

// `BZ-<AREA>-<NNN>`; the condition is code beside the parser, the words are in catalogs/rules.
struct RuleId {
  std::string_view id;
  friend constexpr bool operator==(RuleId, RuleId) = default;
};

struct Evidence {
  std::string_view key;
  std::string_view value;
};

struct Finding {
  RuleId rule;
  Range range;               // in the decoded bytes of the member
  std::string_view subject;  // the one name it is about; fills {subject} in the rule's title
  std::span<const Evidence> evidence;  // {key} in the rule's texts
};

struct Fact {
  std::string_view kind;
  std::string_view key;
  std::string_view value;
  Range range;
};

struct MemberInfo {
  MemberId id = 0;
  MemberId parent = 0;
  std::string_view name;                     // raw bytes as they stand in the container
  std::uint64_t size = 0;                    // decoded bytes
  std::optional<std::uint64_t> file_offset;  // when it is a plain slice of the top-level file
};

class Sink {
 public:
  virtual void member(const MemberInfo& info) = 0;
  // Called once per format that accepts the member, most certain first; with `refines`, the id
  // takes the place of the one announced last (a zip that turns out to be a PyTorch zip).
  virtual void format(MemberId member, std::string_view format_id, bool refines) = 0;
  virtual void finding(MemberId member, const Finding& finding) = 0;
  virtual void fact(MemberId member, const Fact& fact) = 0;
  // Bytes that the depth should have read and that were not. `refused`: nothing was.
  virtual void gap(MemberId member, record::CoverageState state, std::string_view reason,
                   Range range) = 0;
  // The tile of the member's primary format.
  virtual void spans(MemberId member, std::span<const base::Span> tile) = 0;
  // Structure for `inspect`: one line of a listing. Only called when wants_listing().
  virtual bool wants_listing() const { return false; }
  virtual void listing(MemberId, Range, std::string_view /*line*/) {}

 protected:
  ~Sink() = default;
};

}  // namespace bartizan::scan
