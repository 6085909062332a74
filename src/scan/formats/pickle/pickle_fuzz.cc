// Any bytes as a pickle: the walk's invariants hold, twice the same, in memory bounded by the
// input.
#include <string>

#include "base/result.h"
#include "run/analyse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  const record::Artifact once = run::analyse_bytes(bytes, "model.pkl");
  const record::Artifact again = run::analyse_bytes(bytes, "model.pkl");
  BZ_CHECK(once == again);
  for (const record::Finding& finding : once.findings) {
    const std::uint64_t end = once.members[finding.member].size;
    BZ_CHECK(finding.range.offset <= end && finding.range.length <= end - finding.range.offset);
  }
  // A stream that breaks off is never clean.
  if (once.coverage.state != record::CoverageState::complete) {
    BZ_CHECK(once.verdict != record::Verdict::clean);
  }
  return 0;
}
