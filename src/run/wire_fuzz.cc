// Any bytes as what a worker that a file has taken over says: frames are cut, whatever the pieces;
// what a scan reports is believed only where it can be true, and comes back equal from its JSON;
// rows of a batch belong to files of the batch, in their order.
#include <algorithm>

#include "record/json.h"
#include "run/collector.h"
#include "run/foreign_wire.h"
#include "run/wire.h"
#include "scan/catalog.h"
#include "text/check_fuzz.h"

namespace {

using namespace bartizan;

constexpr std::uint64_t kSize = 1000;  // of the file that they speak of
constexpr std::size_t kFiles = 3;      // of the batch

void check(const record::Artifact& artifact) {
  for (std::size_t i = 0; i < artifact.members.size(); ++i) {
    BZ_CHECK(i == 0 || artifact.members[i].parent < i);
  }
  for (const record::Finding& finding : artifact.findings) {
    BZ_CHECK(finding.member < artifact.members.size());
    const auto size = artifact.members[finding.member].size;
    BZ_CHECK(finding.range.length <= size && finding.range.offset <= size - finding.range.length);
  }
  const auto again = record::artifact_from_json(record::to_json(artifact));
  BZ_CHECK(again && *again == artifact);
}

}  // namespace

// The first byte is the length of the pieces in which they come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = text::fuzz_text(data, size);
  if (input.empty()) return 0;
  const std::size_t piece = static_cast<unsigned char>(input[0]) + std::size_t{1};
  auto bytes = std::as_bytes(std::span(input)).subspan(1);
  sandbox::FrameReader reader;
  run::Collector collector(scan::Catalog::built_in(), kSize, record::Depth::content);
  run::Replay replay(collector);
  run::BatchReport report(kFiles);
  bool is_scan = true, is_batch = true;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    if (!reader.feed(part)) break;
    while (const auto frame = reader.next()) {
      BZ_CHECK(frame->payload.size() <= sandbox::kMaxFrame);
      is_scan = is_scan && replay(*frame);
      is_batch = is_batch && report.take(*frame);
      for (std::size_t i = 0; i < kFiles; ++i) {
        // Nothing is said of a file that was not begun.
        if (report.current() == static_cast<std::size_t>(-1) || i > report.current()) {
          BZ_CHECK(report.rows(i).empty() && !report.ended(i));
        }
      }
      if (report.done()) BZ_CHECK(report.ended(0) && report.ended(1) && report.ended(2));
    }
  }
  if (is_scan && collector.distrusted().empty()) check(collector.take());
  return 0;
}
