#include "scan/artifact.h"

#include "scan/detect/payload.h"
#include "scan/rules.h"
#include "scan/walk.h"

namespace bartizan::scan {
namespace {

// The counter of `rule`; open addressing over a table larger than the number of rules.
Job::RuleCount& counter(Job& job, std::string_view rule) {
  std::size_t at = 0;
  for (const char c : rule) at = at * 31 + static_cast<unsigned char>(c);
  while (true) {
    Job::RuleCount& slot = job.rule_counts[at % Job::kRuleSlots];
    if (slot.rule.empty() || slot.rule == rule) {
      slot.rule = rule;
      return slot;
    }
    ++at;
  }
}

}  // namespace

Artifact::Artifact(Job& job, base::Source& source)
    : job_(&job), source_(&source), file_offset_(0) {}

Artifact::Artifact(Artifact& parent, MemberId id, std::string_view name, base::Source& source,
                   std::optional<std::uint64_t> file_offset)
    : job_(parent.job_),
      source_(&source),
      parent_(&parent),
      id_(id),
      name_(name),
      nesting_(parent.nesting_ + 1),
      file_offset_(file_offset) {}

void Artifact::finding(RuleId rule, Range range, std::string_view subject,
                       std::initializer_list<Evidence> evidence) {
  finding(rule, range, subject, std::span<const Evidence>(evidence.begin(), evidence.size()));
}

void Artifact::finding(RuleId rule, Range range, std::string_view subject,
                       std::span<const Evidence> evidence) {
  Job::RuleCount& sent = counter(*job_, rule.id);
  if (++sent.count > limits().findings_per_rule) {
    if (sent.count == limits().findings_per_rule + 1) {
      job_->sink.finding(id_, {kTooManyFindings, range, rule.id, {}});
    }
    return;
  }
  if (range.offset > size()) range.offset = size();
  if (range.length > size() - range.offset) range.length = size() - range.offset;
  job_->sink.finding(id_, {rule, range, subject, evidence});
}

void Artifact::fact(std::string_view kind, std::string_view key, std::string_view value,
                    Range range) {
  if (job_->facts >= limits().facts) return;
  ++job_->facts;
  job_->sink.fact(
      id_, {kind, key.substr(0, limits().evidence), value.substr(0, limits().evidence), range});
}

void Artifact::partial(std::string_view reason, Range range) {
  has_gap_ = true;
  job_->sink.gap(id_, record::CoverageState::partial, reason, range);
}

void Artifact::refused(std::string_view reason) {
  has_gap_ = true;
  job_->sink.gap(id_, record::CoverageState::refused, reason, {0, size()});
}

void Artifact::span(std::uint64_t offset, std::uint64_t length, base::SpanLabel label, bool read) {
  if (spans_ != nullptr) (void)spans_->add(offset, length, label, read);
}

void Artifact::payload(std::uint64_t offset, std::uint64_t length) {
  const bool read = depth() != record::Depth::structure;
  span(offset, length, base::SpanLabel::payload, read);
  if (!read) return;
  if (source_->front_only()) {
    const std::uint64_t most = limits().payload_probe;
    if (offset >= most) return;
    length = length < most - offset ? length : most - offset;
  }
  detect::probe_payload(*this, {offset, length});
}

void Artifact::outside(RuleId rule, std::string_view name, std::uint64_t offset,
                       std::uint64_t length) {
  if (length == 0) return;
  finding(rule, {offset, length}, name);
  span(offset, length, base::SpanLabel::trailing);
  member(name, offset, length);
}

void Artifact::member(std::string_view name, std::uint64_t offset, std::uint64_t length) {
  analyse_slice({}, name, offset, length);
}

void Artifact::member(std::string_view name, base::Source& source) {
  analyse_member({}, name, source, std::nullopt);
}

void Artifact::member_as(const Format& format, std::string_view name, std::uint64_t offset,
                         std::uint64_t length, void* context) {
  analyse_slice({&format, context}, name, offset, length);
}

void Artifact::member_as(const Format& format, std::string_view name, base::Source& source,
                         void* context) {
  analyse_member({&format, context}, name, source, std::nullopt);
}

void Artifact::unread_member(std::string_view name, std::uint64_t size, std::string_view reason) {
  if (!job_->budget.charge_members()) return;
  const MemberId id = job_->next_member++;
  job_->sink.member({id, id_, name.substr(0, limits().name), size, std::nullopt});
  job_->sink.gap(id, record::CoverageState::refused, reason, {0, size});
}

void Artifact::analyse_slice(Expected expected, std::string_view name, std::uint64_t offset,
                             std::uint64_t length) {
  base::SliceSource slice(*source_, offset, length);
  // Parsers go back and forth in a member. Where that would decode the outer stream again and
  // again, a member that fits its level's share of `held` is decoded once and kept while it is
  // analysed.
  if (length > 0 && length <= limits().held / limits().nesting && !source_->front_only() &&
      !source_->cheap(offset + length - 1)) {
    base::Vec<std::byte> kept(job_->budget);
    if (kept.try_resize(static_cast<std::size_t>(length)) && slice.read(0, kept.span())) {
      base::MemorySource memory(kept.span());
      analyse_member(expected, name, memory, std::nullopt);
      return;
    }
  }
  analyse_member(expected, name, slice,
                 file_offset_ ? std::optional(*file_offset_ + offset) : std::nullopt);
}

void Artifact::analyse_member(Expected expected, std::string_view name, base::Source& source,
                              std::optional<std::uint64_t> file_offset) {
  if (nesting_ + 1 > limits().nesting) {
    job_->budget.hit(base::LimitKind::nesting);
    unread_member(name, source.size(), "limit:nesting");
    return;
  }
  if (!job_->budget.charge_members()) return;  // reported once at the end of the walk
  const MemberId id = job_->next_member++;
  name = name.substr(0, limits().name);
  job_->sink.member({id, id_, name, source.size(), file_offset});
  Artifact inner(*this, id, name, source, file_offset);
  inner.context_ = expected.context;
  analyse_artifact(inner, expected.format);
}

}  // namespace bartizan::scan
