// SpanMap: every byte of an artifact belongs to a labelled span.
//
// What it is: a list of [offset, offset+length) with a label, which is sorted and checked once at
// the end; gaps and overlaps are reported to the caller, who makes findings of them. What it is
// not: an index; look-ups are not offered. Storage is charged to the budget. One thread.
#pragma once

#include <cstdint>
#include <span>

#include "base/vec.h"

namespace bartizan::base {

struct Range {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t end() const { return offset + length; }
  friend bool operator==(const Range&, const Range&) = default;
};

enum class SpanLabel : std::uint8_t {
  header,     // magic, version, fixed fields
  directory,  // tables that say where things are
  metadata,   // names, key-values, comments
  code,       // bytes that a loader executes or interprets
  text,       // templates, source, configuration
  payload,    // tensor or raw data that no loader executes
  member,     // a contained artifact, analysed on its own
  padding,    // alignment bytes of a declared size
  trailing,   // bytes after the end of the format
  gap,        // bytes that nothing describes
  overlap,    // bytes that two structures claim (kept once, under the first)
};
inline constexpr std::uint8_t kSpanLabels = 11;

const char* name(SpanLabel label);

struct Span {
  Range range;
  SpanLabel label = SpanLabel::gap;
  bool read = false;  // read or probed; false: left unread at this depth

  friend bool operator==(const Span&, const Span&) = default;
};

class SpanMap {
 public:
  explicit SpanMap(Budget& budget) : spans_(budget), tiled_(budget) {}

  // Adds a span; empty ones are ignored, adjacent ones with the same label and state are joined.
  // False when the limit on spans is hit.
  bool add(std::uint64_t offset, std::uint64_t length, SpanLabel label, bool read = true);

  // Sorts, clips to [0, size) and fills holes, so that the result tiles [0, size). Calls
  // `on_flaw(range, label)` with gap, overlap for each flaw found.
  template <typename OnFlaw>
  std::span<const Span> tile(std::uint64_t size, OnFlaw on_flaw) {
    prepare(size);
    for (const Span& flaw : flaws()) on_flaw(flaw.range, flaw.label);
    return tiled_.span();
  }

  std::span<const Span> raw() const { return spans_.span(); }

 private:
  void prepare(std::uint64_t size);
  std::span<const Span> flaws() const { return flaws_view_; }

  Vec<Span> spans_;
  Vec<Span> tiled_;
  std::span<const Span> flaws_view_;
};

}  // namespace bartizan::base
