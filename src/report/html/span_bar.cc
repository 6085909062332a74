// The span map of a file as a bar: what every byte is, with the findings pinned to it.
#include <algorithm>
#include <map>

#include "report/html/parts.h"
#include "report/text.h"

namespace bartizan::report::html_parts {
namespace {

using base::Span;
using base::SpanLabel;

// More spans than this are joined: neighbours beyond what a screen can show apart.
constexpr std::size_t kMostSegments = 120;
// The least width of a segment, so that a 128-byte header of a 400 MB file can be seen.
constexpr double kLeast = 0.8;

struct Segment {
  base::Range range;
  SpanLabel label = SpanLabel::gap;
  bool read = true;
  double x = 0, width = 0;  // percent
};

bool tells(SpanLabel label) {
  return label == SpanLabel::code || label == SpanLabel::trailing || label == SpanLabel::gap ||
         label == SpanLabel::overlap;
}

// Joins neighbours into at most kMostSegments pieces of about equal bytes; a piece is called after
// its most telling label, else after the one with most bytes.
std::vector<Segment> joined(const record::Member& member) {
  std::vector<Segment> out;
  if (member.spans.size() <= kMostSegments) {
    for (const Span& span : member.spans) out.push_back({span.range, span.label, span.read, 0, 0});
    return out;
  }
  const std::uint64_t piece = member.size / kMostSegments + 1;
  std::map<SpanLabel, std::uint64_t> bytes;
  Segment current;
  const auto flush = [&] {
    if (current.range.length == 0) return;
    current.label = bytes.begin()->first;
    for (const auto& [label, n] : bytes) {
      if (tells(label) > tells(current.label) ||
          (tells(label) == tells(current.label) && n > bytes[current.label])) {
        current.label = label;
      }
    }
    if (!out.empty() && out.back().label == current.label && out.back().read == current.read) {
      out.back().range.length += current.range.length;
    } else {
      out.push_back(current);
    }
    bytes.clear();
  };
  for (const Span& span : member.spans) {
    if (current.range.length != 0 && current.range.length + span.range.length > piece) {
      flush();
      current = {};
    }
    if (current.range.length == 0) current.range.offset = span.range.offset;
    current.range.length += span.range.length;
    current.read = current.read && span.read;
    bytes[span.label] += span.range.length;
  }
  flush();
  return out;
}

void place(std::vector<Segment>& segments, std::uint64_t size) {
  double total = 0;
  for (Segment& segment : segments) {
    const double share =
        100.0 * static_cast<double>(segment.range.length) / static_cast<double>(size);
    segment.width = std::max(share, std::min(kLeast, 100.0 / static_cast<double>(segments.size())));
    total += segment.width;
  }
  double x = 0;
  for (Segment& segment : segments) {
    segment.width *= 100.0 / total;
    segment.x = x;
    x += segment.width;
  }
}

double position(const std::vector<Segment>& segments, std::uint64_t offset) {
  for (const Segment& segment : segments) {
    if (offset >= segment.range.end()) continue;
    const auto inside = offset < segment.range.offset ? 0 : offset - segment.range.offset;
    return segment.x +
           segment.width * static_cast<double>(inside) / static_cast<double>(segment.range.length);
  }
  return 100;
}

// Two decimals of a percentage, the same on every machine.
std::string percent(double value) {
  const auto hundredths = static_cast<std::uint64_t>(value * 100.0 + 0.5);
  std::string fraction = std::to_string(hundredths % 100);
  if (fraction.size() == 1) fraction.insert(0, 1, '0');
  return std::to_string(hundredths / 100) + '.' + fraction + '%';
}

void bar(std::string& out, const std::vector<Segment>& segments, const record::Artifact& artifact,
         const Words& words, const std::string& summary) {
  out += "<svg role=\"img\" aria-label=\"Span map: " + summary + "\" height=\"40\">";
  for (const Segment& segment : segments) {
    const std::string label = base::name(segment.label);
    out += "<rect class=\"s-" + label + (segment.read ? "" : " unread") + "\" x=\"" +
           percent(segment.x) + "\" y=\"0\" width=\"" + percent(segment.width) +
           "\" height=\"28\"><title>" + label + ", bytes " + words.number(segment.range.offset) +
           " to " + words.number(segment.range.end() - 1) + " (" + size(segment.range.length) +
           (segment.read ? ")" : ", not read)") + "</title></rect>";
    const bool pale =
        segment.label == SpanLabel::payload || segment.label == SpanLabel::padding || !segment.read;
    if (segment.width > 18) {
      out += "<text" + std::string(pale ? " class=\"pale\"" : "") + " x=\"" +
             percent(segment.x + 1) + "\" y=\"18\">" + label + "</text>";
    }
  }
  std::size_t pins = 0;
  for (const record::Finding& finding : artifact.findings) {
    if (!finding.file_range || finding.verdict < record::Verdict::suspicious) continue;
    if (++pins > kFindingsOfFile) break;
    out += "<circle class=\"pin\" cx=\"" +
           percent(std::clamp(position(segments, finding.file_range->offset), 0.6, 99.4)) +
           "\" cy=\"35\" r=\"4\"><title>" + escaped(finding.rule) + " at byte " +
           words.number(finding.file_range->offset) + "</title></circle>";
  }
  out += "</svg>";
}

}  // namespace

void span_bar(std::string& out, const record::Artifact& artifact, const Words& words) {
  if (artifact.members.empty() || artifact.members.front().size == 0) return;
  const record::Member& file = artifact.members.front();
  if (file.spans.empty()) return;
  std::vector<Segment> segments = joined(file);
  place(segments, file.size);

  std::map<SpanLabel, std::uint64_t> totals;
  for (const Span& span : file.spans) totals[span.label] += span.range.length;
  std::string summary;
  for (const auto& [label, bytes] : totals) {
    summary += (summary.empty() ? "" : ", ") + std::string(base::name(label)) + " " + size(bytes);
  }
  out += "<div class=\"spans\">";
  bar(out, segments, artifact, words, summary);
  out += "<ul class=\"key\" aria-hidden=\"true\">";
  for (const auto& [label, bytes] : totals) {
    out += "<li><i class=\"s-" + std::string(base::name(label)) + "\"></i>" + base::name(label) +
           " " + size(bytes) + "</li>";
  }
  out += "<li>every byte of the file, left to right; small parts are drawn wider</li></ul></div>";
}

}  // namespace bartizan::report::html_parts
