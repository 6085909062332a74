#include "run/collector.h"

#include <algorithm>

#include "scan/format.h"

namespace bartizan::run {
namespace {

// A worker that floods the parent is broken or taken over; honest ones stay far below (limits.h).
constexpr std::size_t kMaxMembers = 100'001;
constexpr std::size_t kMaxFindings = 100'000;
constexpr std::size_t kMaxFacts = 10'000;
constexpr std::size_t kMaxGaps = 200'000;
constexpr std::size_t kMaxListing = 20'000'000;

bool inside(base::Range range, std::uint64_t size) {
  return range.offset <= size && range.length <= size - range.offset;
}

}  // namespace

Collector::Collector(const scan::Catalog& catalog, std::uint64_t size, record::Depth depth)
    : catalog_(catalog) {
  artifact_.size = size;
  artifact_.coverage.depth = depth;
  record::Member file;
  file.size = size;
  file.file_range = base::Range{0, size};
  artifact_.members.push_back(std::move(file));
}

void Collector::distrust(const char* why) {
  if (distrusted_.empty()) distrusted_ = why;
}

bool Collector::known(scan::MemberId member) {
  if (member < artifact_.members.size()) return true;
  distrust("an event names a member that was not announced");
  return false;
}

void Collector::member(const scan::MemberInfo& info) {
  if (info.id == 0) {
    if (info.size != artifact_.size) distrust("the size of the file differs");
    return;
  }
  if (info.id != artifact_.members.size() || info.id >= kMaxMembers || !known(info.parent)) {
    return distrust("members are not numbered in order");
  }
  record::Member member;
  member.parent = info.parent;
  member.name = info.name;
  member.size = info.size;
  if (info.file_offset) {
    member.file_range = base::Range{*info.file_offset, info.size};
    if (!inside(*member.file_range, artifact_.size)) {
      member.file_range.reset();
      distrust("a member lies outside the file");
    }
  }
  artifact_.members.push_back(std::move(member));
}

void Collector::format(scan::MemberId member, std::string_view format_id, bool refines) {
  if (!known(member)) return;
  auto& formats = artifact_.members[member].formats;
  if (refines && !formats.empty()) {
    formats.back() = format_id;
  } else if (formats.size() < scan::formats().size()) {
    formats.emplace_back(format_id);
  }
  if (member == 0) artifact_.format = formats.front();
}

void Collector::finding(scan::MemberId member, const scan::Finding& finding) {
  if (!known(member)) return;
  const record::Member& where = artifact_.members[member];
  if (!catalog_.rule(finding.rule.id)) return distrust("a finding of an unknown rule");
  if (!inside(finding.range, where.size)) return distrust("a finding outside its member");
  if (artifact_.findings.size() >= kMaxFindings) return distrust("too many findings");
  record::Finding out;
  out.rule = finding.rule.id;
  out.subject = finding.subject;
  out.member = member;
  out.range = finding.range;
  if (where.file_range) {
    out.file_range =
        base::Range{where.file_range->offset + finding.range.offset, finding.range.length};
  }
  for (const scan::Evidence& evidence : finding.evidence) {
    out.evidence.push_back({std::string(evidence.key), std::string(evidence.value)});
  }
  artifact_.findings.push_back(std::move(out));
}

void Collector::fact(scan::MemberId member, const scan::Fact& fact) {
  if (!known(member)) return;
  if (!inside(fact.range, artifact_.members[member].size))
    return distrust("a fact outside its member");
  if (artifact_.facts.size() >= kMaxFacts) return distrust("too many facts");
  artifact_.facts.push_back(
      {std::string(fact.kind), std::string(fact.key), std::string(fact.value), member, fact.range});
}

void Collector::gap(scan::MemberId member, record::CoverageState state, std::string_view reason,
                    base::Range range) {
  if (!known(member)) return;
  if (artifact_.coverage.gaps.size() >= kMaxGaps) return distrust("too many gaps");
  artifact_.coverage.gaps.push_back({std::string(reason), member, range});
  const bool whole_file = member == 0 && state == record::CoverageState::refused;
  auto& coverage = artifact_.coverage.state;
  coverage = std::max(coverage,
                      whole_file ? record::CoverageState::refused : record::CoverageState::partial);
}

void Collector::spans(scan::MemberId member, std::span<const base::Span> tile) {
  if (!known(member)) return;
  record::Member& where = artifact_.members[member];
  std::uint64_t at = 0;
  for (const base::Span& span : tile) {
    if (span.range.offset != at || span.range.length == 0 || span.range.length > where.size - at ||
        static_cast<std::uint8_t>(span.label) >= base::kSpanLabels) {
      return distrust("spans do not tile their member");
    }
    at += span.range.length;
  }
  if (at != where.size) return distrust("spans do not tile their member");
  where.spans.assign(tile.begin(), tile.end());
}

void Collector::listing(scan::MemberId member, base::Range range, std::string_view line) {
  if (listing_ == nullptr || !known(member) || listing_->size() >= kMaxListing) return;
  listing_->push_back({member, range, std::string(line)});
}

record::Artifact Collector::take() {
  std::uint64_t read = 0;
  for (const base::Span& span : artifact_.members[0].spans) {
    if (span.read) read += span.range.length;
  }
  artifact_.coverage.bytes_read = read;
  return std::move(artifact_);
}

}  // namespace bartizan::run
