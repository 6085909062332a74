// A file that is cut anywhere is never clean.
#include <doctest/doctest.h>

#include <set>

#include "support/mutate.h"

namespace bartizan::test {
namespace {

using record::Verdict;

// Where the cut file is itself a whole, smaller file of its kind, so that clean may be true.
bool is_whole(const record::Artifact& whole, const record::Artifact& cut, std::size_t at) {
  // A text has no end of its own; what a loader would take it for is judged as it stands.
  static const std::set<std::string> kNoEnd{"jinja", "template", "text"};
  if (kNoEnd.contains(cut.format)) return true;
  // tarfile reads an archive without its two closing blocks; a cut between members is one.
  if (cut.format == "tar" && at % 512 == 0) return true;
  for (const base::Span& span : whole.members.front().spans) {
    // numpy.save may be called again with the open file: before a further array is an end, too.
    if (cut.format == "npy" && span.label == base::SpanLabel::header && span.range.offset == at) {
      return true;
    }
    // Everything behind the cut stood outside the format already.
    if (span.label == base::SpanLabel::trailing && span.range.offset <= at) return true;
  }
  return false;
}

TEST_CASE("truncated files are never clean") {
  std::vector<std::string> problems;
  std::size_t cuts = 0;
  for (const Input& input : small_inputs(1 << 20)) {
    const auto whole =
        analyse_checked(input.bytes, kModelName, input.depth, input.name + " whole", problems);
    const std::size_t most = input.bytes.size() <= 2048 ? 2048 : 64;
    for (const std::size_t at : offsets(whole, input.bytes.size(), most)) {
      const std::string what = input.name + " cut at " + std::to_string(at);
      const auto cut = analyse_checked(std::string_view(input.bytes).substr(0, at), kModelName,
                                       input.depth, what, problems);
      ++cuts;
      if (cut.verdict > Verdict::clean || is_whole(whole, cut, at)) continue;
      problems.push_back(what + ": " + std::string(record::name(cut.verdict)) + ", " + cut.format);
    }
  }
  MESSAGE(cuts << " cuts");
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test
