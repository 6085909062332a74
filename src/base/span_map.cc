#include "base/span_map.h"

#include <algorithm>

namespace bartizan::base {

bool SpanMap::add(std::uint64_t offset, std::uint64_t length, SpanLabel label, bool read) {
  if (length == 0) return true;
  if (!spans_.empty()) {
    Span& last = spans_.back();
    if (last.range.end() == offset && last.label == label && last.read == read) {
      last.range.length += length;
      return true;
    }
  }
  if (spans_.size() >= spans_.budget().limits().spans) return spans_.budget().hit(LimitKind::spans);
  return spans_.try_push({{offset, length}, label, read});
}

// After this, spans_ holds only the flaws (gap, overlap) and tiled_ tiles [0, size).
void SpanMap::prepare(std::uint64_t size) {
  std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) {
    if (a.range.offset != b.range.offset) return a.range.offset < b.range.offset;
    return a.range.length > b.range.length;
  });
  tiled_.clear();
  const auto put = [this](std::uint64_t from, std::uint64_t to, SpanLabel label, bool read) {
    if (from >= to) return;
    if (!tiled_.empty() && tiled_.back().label == label && tiled_.back().read == read) {
      tiled_.back().range.length += to - from;
    } else if (!tiled_.try_push({{from, to - from}, label, read}) && !tiled_.empty()) {
      tiled_.back().range.length += to - from;  // out of memory: the tile stays whole, coarser
    }
  };
  std::size_t flaws = 0;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const Span span = spans_[i];
    const std::uint64_t begin = std::min(span.range.offset, size);
    const std::uint64_t end = span.range.length > size - begin ? size : begin + span.range.length;
    // One entry makes at most one flaw, so the flaws can take the places already visited.
    if (begin > at) {
      put(at, begin, SpanLabel::gap, false);
      spans_[flaws++] = {{at, begin - at}, SpanLabel::gap, false};
      at = begin;
    } else if (begin < std::min(at, end)) {
      spans_[flaws++] = {{begin, std::min(at, end) - begin}, SpanLabel::overlap, false};
    }
    put(std::max(at, begin), end, span.label, span.read);
    at = std::max(at, end);
  }
  if (at < size) put(at, size, SpanLabel::gap, false);
  spans_.truncate(flaws);
  if (at < size) (void)spans_.try_push({{at, size - at}, SpanLabel::gap, false});
  flaws_view_ = spans_.span();
}

const char* name(SpanLabel label) {
  switch (label) {
    case SpanLabel::header:
      return "header";
    case SpanLabel::directory:
      return "directory";
    case SpanLabel::metadata:
      return "metadata";
    case SpanLabel::code:
      return "code";
    case SpanLabel::text:
      return "text";
    case SpanLabel::payload:
      return "payload";
    case SpanLabel::member:
      return "member";
    case SpanLabel::padding:
      return "padding";
    case SpanLabel::trailing:
      return "trailing";
    case SpanLabel::gap:
      return "gap";
    case SpanLabel::overlap:
      return "overlap";
  }
  return "unknown";
}

}  // namespace bartizan::base
