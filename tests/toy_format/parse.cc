#include "toy_format/parse.h"

#include <algorithm>

#include "toy_format/rules.h"

namespace bartizan::scan::crate {
namespace {

enum RecordKind : std::uint8_t { kEnd = 0, kNumbers = 1, kShell = 2 };
constexpr std::uint64_t kRecordHeader = 5;

// One record; false after the last.
bool record(Artifact& artifact, base::Reader& reader) {
  const std::uint64_t at = reader.pos();
  const std::uint8_t kind = reader.u8();
  if (!reader.ok() || kind == kEnd) {
    artifact.span(at, reader.ok() ? 1 : 0, base::SpanLabel::header);
    return false;
  }
  const auto length = reader.le<std::uint32_t>();
  if (!reader.ok() || (kind != kNumbers && kind != kShell)) {
    reader.fail(base::Code::malformed, "no such kind of record");
    return false;
  }
  artifact.span(at, kRecordHeader, base::SpanLabel::header);
  if (kind == kNumbers) {
    // Nothing executes these bytes: at depth structure they stay unread.
    artifact.payload(at + kRecordHeader, std::min<std::uint64_t>(length, reader.left()));
    reader.skip(length);
    return true;
  }
  if (length > artifact.limits().evidence) {
    artifact.partial("limit:text", {at, kRecordHeader});
    reader.skip(length);
    return true;
  }
  const std::string_view command = reader.take_text(length);
  if (!reader.ok()) return false;
  artifact.span(at + kRecordHeader, length, base::SpanLabel::code);
  artifact.finding(kCommand, {at, kRecordHeader + length}, command);
  return true;
}

}  // namespace

void parse(Artifact& artifact) {
  base::Reader reader = artifact.reader();
  reader.skip(kMagic.size());
  artifact.span(0, kMagic.size(), base::SpanLabel::header);
  while (artifact.budget().charge_steps() && record(artifact, reader)) {
  }
  if (!reader.ok()) {
    artifact.partial(base::name(reader.error().code),
                     {reader.pos(), artifact.size() - reader.pos()});
    return;
  }
  artifact.outside(kTrailingBytes, "trailing", reader.pos(), reader.left());
}

}  // namespace bartizan::scan::crate
