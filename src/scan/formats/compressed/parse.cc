#include "scan/formats/compressed/parse.h"

#include <algorithm>
#include <array>

#include "base/le.h"
#include "scan/decoded.h"
#include "scan/formats/compressed/rules.h"
#include "scan/formats/raw/format.h"
#include "scan/identify.h"

namespace bartizan::scan::compressed {
namespace {

using base::SpanLabel;
using codec::Method;
using codec::State;

// gzip header flags, RFC 1952 2.3.1.
constexpr unsigned kHasCrc = 2, kHasExtra = 4, kHasName = 8, kHasComment = 16;
constexpr std::size_t kMaxHeaderText = 64 * base::kKiB;

// pzstd writes frames of 4 bytes with a size; the seekable format (zstd contrib/seekable_format)
// ends in a table with this magic.
constexpr std::uint64_t kSkippableHeader = 8;
constexpr std::uint64_t kSmallFrame = 16;
constexpr std::uint32_t kSeekTableMagic = 0x8F92EAB1;

const char* gap_reason(State state, const base::Budget& budget) {
  switch (state) {
    case State::more:
      return "truncated";
    case State::unsupported:
      return "unsupported-method";
    case State::limit:
      switch (budget.first_hit()) {
        case base::LimitKind::memory:
          return "limit:memory";
        case base::LimitKind::ratio:
          return "limit:ratio";
        default:
          return "limit:decoded";
      }
    default:
      return "malformed";
  }
}

void report_skippable(Artifact& artifact, std::uint64_t begin, Range stream) {
  if (stream.length <= kSkippableHeader + kSmallFrame) return;
  std::array<std::byte, 4> bytes;
  const std::uint64_t at = begin + stream.offset;
  if (!artifact.source().read(at, bytes)) return;
  if ((base::le_at<std::uint32_t>(bytes, 0) & ~0xFU) != 0x184D2A50) return;
  if (artifact.source().read(at + stream.length - 4, bytes) &&
      base::le_at<std::uint32_t>(bytes, 0) == kSeekTableMagic) {
    return;
  }
  const Range payload{at + kSkippableHeader, stream.length - kSkippableHeader};
  artifact.finding(kSkippableFrame, payload, "(skippable frame)");
  artifact.member("(skippable frame)", payload.offset, payload.length);
}

void analyse(Artifact& artifact, base::Source& decoded, std::string_view name, Content content) {
  if (content == Content::maybe_array) {
    Artifact trial(artifact, artifact.id(), name, decoded, std::nullopt);
    if (identify(trial).claims.empty()) {
      artifact.member_as(raw::kTensorData, name, decoded);
      return;
    }
  }
  artifact.member(name, decoded);
}

}  // namespace

GzipHeader read_gzip_header(base::Reader& r) {
  GzipHeader header;
  r.skip(3);
  const unsigned flags = r.u8();
  r.skip(6);
  if ((flags & kHasExtra) != 0) {
    const auto length = r.le<std::uint16_t>();
    header.extra = {r.pos(), length};
    r.skip(length);
  }
  const auto text = [&](unsigned flag, Range& range) {
    if ((flags & flag) == 0) return;
    const std::uint64_t begin = r.pos();
    range = {begin, r.until(std::byte{0}, kMaxHeaderText).size()};
  };
  text(kHasName, header.name);
  text(kHasComment, header.comment);
  if ((flags & kHasCrc) != 0) r.skip(2);
  header.length = r.pos();
  return header;
}

void parse(Artifact& artifact, Method method, std::uint64_t begin, std::string_view name,
           Content content) {
  base::SliceSource input(artifact.source(), begin, artifact.size() - begin);
  DecodedSource decoded(artifact.budget(), input, method, Join::loader);
  decoded.open();
  const std::uint64_t end =
      decoded.state() == State::done ? begin + decoded.consumed() : artifact.size();
  artifact.span(begin, end - begin, SpanLabel::member);
  if (decoded.streams().size() > 1) {
    base::Text count(artifact.budget());
    count.append_number(decoded.streams().size());
    artifact.fact("compressed", "streams", count.view(), {begin, end - begin});
  }
  if (decoded.size() > 0) analyse(artifact, decoded, name, content);
  if (method == Method::zstd || method == Method::lz4) {
    for (const Range& stream : decoded.streams()) report_skippable(artifact, begin, stream);
  }
  if (decoded.state() != State::done) {
    const Range rest{begin, artifact.size() - begin};
    if (decoded.state() != State::limit) artifact.finding(kDamaged, rest, codec::name(method));
    artifact.partial(gap_reason(decoded.state(), artifact.budget()), rest);
    return;
  }
  artifact.outside(kTrailing, "(after the compressed data)", end, artifact.size() - end);
}

}  // namespace bartizan::scan::compressed
