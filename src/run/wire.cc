#include "run/wire.h"

#include <array>

#include "base/reader.h"

namespace bartizan::run {
namespace {

enum Type : std::uint8_t { kMember = 1, kFormat, kFinding, kFact, kGap, kSpans, kListing, kDone };

constexpr std::size_t kMaxEvidence = 16;
constexpr std::size_t kSpanBytes = 18;
constexpr std::size_t kSpanBatch = 32'768;  // of kSpanBytes: below kMaxFrame

std::string_view text(base::Reader& reader) { return reader.take_text(reader.le<std::uint32_t>()); }

base::Range range(base::Reader& reader) {
  const auto offset = reader.le<std::uint64_t>();
  return {offset, reader.le<std::uint64_t>()};
}

void put_range(sandbox::FrameWriter& out, base::Range range) {
  out.u64(range.offset);
  out.u64(range.length);
}

void put_text(sandbox::FrameWriter& out, std::string_view value) {
  out.bytes(base::bytes_of(value));
}

}  // namespace

void WireSink::member(const scan::MemberInfo& info) {
  out_.begin(kMember);
  out_.u32(info.id);
  out_.u32(info.parent);
  out_.u64(info.size);
  out_.u8(info.file_offset ? 1 : 0);
  out_.u64(info.file_offset.value_or(0));
  put_text(out_, info.name);
  out_.end();
}

void WireSink::format(scan::MemberId member, std::string_view format_id, bool refines) {
  out_.begin(kFormat);
  out_.u32(member);
  out_.u8(refines ? 1 : 0);
  put_text(out_, format_id);
  out_.end();
}

void WireSink::finding(scan::MemberId member, const scan::Finding& finding) {
  const auto write = [&](std::span<const scan::Evidence> evidence) {
    out_.begin(kFinding);
    out_.u32(member);
    put_text(out_, finding.rule.id);
    put_range(out_, finding.range);
    put_text(out_, finding.subject.substr(0, sandbox::kMaxFrame / 16));
    out_.u8(static_cast<std::uint8_t>(evidence.size()));
    for (const scan::Evidence& item : evidence) {
      put_text(out_, item.key);
      put_text(out_, item.value);
    }
    return out_.end();
  };
  // A finding is never lost for the size of its evidence.
  if (!write(finding.evidence.first(std::min(finding.evidence.size(), kMaxEvidence)))) write({});
  out_.flush();  // what was found survives a crash later on
}

void WireSink::fact(scan::MemberId member, const scan::Fact& fact) {
  out_.begin(kFact);
  out_.u32(member);
  put_text(out_, fact.kind);
  put_text(out_, fact.key);
  put_text(out_, fact.value);
  put_range(out_, fact.range);
  out_.end();
}

void WireSink::gap(scan::MemberId member, record::CoverageState state, std::string_view reason,
                   base::Range where) {
  out_.begin(kGap);
  out_.u32(member);
  out_.u8(static_cast<std::uint8_t>(state));
  put_text(out_, reason);
  put_range(out_, where);
  out_.end();
}

void WireSink::spans(scan::MemberId member, std::span<const base::Span> tile) {
  do {
    const auto batch = tile.first(std::min(tile.size(), kSpanBatch));
    tile = tile.subspan(batch.size());
    out_.begin(kSpans);
    out_.u32(member);
    out_.u8(tile.empty() ? 1 : 0);
    out_.u32(static_cast<std::uint32_t>(batch.size()));
    for (const base::Span& span : batch) {
      put_range(out_, span.range);
      out_.u8(static_cast<std::uint8_t>(span.label));
      out_.u8(span.read ? 1 : 0);
    }
    out_.end();
  } while (!tile.empty());
}

void WireSink::listing(scan::MemberId member, base::Range where, std::string_view line) {
  out_.begin(kListing);
  out_.u32(member);
  put_range(out_, where);
  put_text(out_, line);
  out_.end();
}

void WireSink::done() {
  out_.begin(kDone);
  out_.end();
  out_.flush();
}

bool Replay::operator()(const sandbox::Frame& frame) {
  base::Reader reader(frame.payload);
  if (done_) return false;
  if (frame.type == kDone) {
    done_ = true;
    return frame.payload.empty();
  }
  const auto member = reader.le<std::uint32_t>();
  switch (frame.type) {
    case kMember: {
      scan::MemberInfo info;
      info.id = member;
      info.parent = reader.le<std::uint32_t>();
      info.size = reader.le<std::uint64_t>();
      const bool placed = reader.u8() == 1;
      const auto offset = reader.le<std::uint64_t>();
      if (placed) info.file_offset = offset;
      info.name = text(reader);
      if (!reader.ok()) return false;
      sink_.member(info);
      break;
    }
    case kFormat: {
      const bool refines = reader.u8() == 1;
      const std::string_view id = text(reader);
      if (!reader.ok()) return false;
      sink_.format(member, id, refines);
      break;
    }
    case kFinding: {
      scan::Finding finding;
      finding.rule.id = text(reader);
      finding.range = range(reader);
      finding.subject = text(reader);
      const std::size_t count = reader.u8();
      if (count > kMaxEvidence) return false;
      std::array<scan::Evidence, kMaxEvidence> evidence;
      for (std::size_t i = 0; i < count; ++i) {
        evidence[i].key = text(reader);
        evidence[i].value = text(reader);
      }
      finding.evidence = std::span(evidence).first(count);
      if (!reader.ok()) return false;
      sink_.finding(member, finding);
      break;
    }
    case kFact: {
      scan::Fact fact;
      fact.kind = text(reader);
      fact.key = text(reader);
      fact.value = text(reader);
      fact.range = range(reader);
      if (!reader.ok()) return false;
      sink_.fact(member, fact);
      break;
    }
    case kGap: {
      const std::uint8_t state = reader.u8();
      const std::string_view reason = text(reader);
      const base::Range where = range(reader);
      if (!reader.ok() || state > static_cast<std::uint8_t>(record::CoverageState::refused)) {
        return false;
      }
      sink_.gap(member, static_cast<record::CoverageState>(state), reason, where);
      break;
    }
    case kSpans: {
      const bool last = reader.u8() == 1;
      const std::uint64_t count = reader.count(reader.le<std::uint32_t>(), kSpanBytes);
      for (std::uint64_t i = 0; i < count; ++i) {
        base::Span span;
        span.range = range(reader);
        span.label = static_cast<base::SpanLabel>(reader.u8());
        span.read = reader.u8() == 1;
        spans_.push_back(span);
      }
      if (!reader.ok()) return false;
      if (last) {
        sink_.spans(member, spans_);
        spans_.clear();
      }
      break;
    }
    case kListing: {
      const base::Range where = range(reader);
      const std::string_view line = text(reader);
      if (!reader.ok()) return false;
      sink_.listing(member, where, line);
      break;
    }
    default:
      return false;
  }
  return reader.ok() && reader.at_end();
}

}  // namespace bartizan::run
