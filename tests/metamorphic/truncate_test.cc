// A file that is cut anywhere is never clean.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support/mutate.h"

namespace bartizan::test {
namespace {

using record::Verdict;

// Where the cut file is itself a whole, smaller file of its kind, so that clean may be true.
bool is_whole(const record::Artifact& whole, const record::Artifact& cut, std::string_view bytes,
              std::size_t at) {
  // A text has no end of its own; what a loader would take it for is judged as it stands.
  static const std::set<std::string> kNoEnd{"jinja", "template", "text"};
  if (kNoEnd.contains(cut.format)) return true;
  // tarfile reads an archive without its two closing blocks, and does not miss the zeros that fill
  // a block: a cut between members, or in nothing but such zeros, is a whole archive.
  const std::string_view rest = bytes.substr(at);
  const std::size_t to_block = (512 - at % 512) % 512;
  const auto zeros = [](std::string_view text) {
    return text.find_first_not_of('\0') == text.npos;
  };
  static const std::set<std::string> kTars{"tar", "nemo", "torch-legacy-tar"};
  if (kTars.contains(cut.format) && zeros(rest.substr(0, to_block))) return true;
  // RFC 1952, 2.2: one member stands after the other, and readers skip zeros behind the last; other
  // streams, and arrays that numpy.save appends, do the same. Skippable frames (LZ4 frame format,
  // RFC 8878 3.1.2) have a magic of their own.
  static const std::set<std::string> kStreams{"gzip", "bz2", "xz", "zstd", "lz4", "npy"};
  if (kStreams.contains(cut.format)) {
    const std::string_view next = zeros(rest) ? "" : rest.substr(rest.find_first_not_of('\0'));
    if (next.empty() || next.starts_with(bytes.substr(0, 2)) ||
        next.substr(1).starts_with("\x2a\x4d\x18")) {
      return true;
    }
  }
  // One pickle stands after the other; STOP ends the first.
  if (cut.format == "pickle" && at > 0 && bytes[at - 1] == '.') return true;
  // Everything behind the cut stood outside the format already, or only fills it up.
  return std::ranges::all_of(whole.members.front().spans, [&](const base::Span& span) {
    return span.range.end() <= at || span.label == base::SpanLabel::trailing ||
           span.label == base::SpanLabel::padding;
  });
}

TEST_CASE("truncated files are never clean") {
  std::vector<std::string> problems;
  std::size_t cuts = 0;
  for (const Input& input : small_inputs(1 << 20)) {
    const auto whole =
        analyse_checked(input.bytes, kModelName, input.depth, input.name + " whole", problems);
    const std::size_t most = input.bytes.size() <= 512 ? 512 : 48;
    for (const std::size_t at : offsets(whole, input.bytes.size(), most)) {
      const std::string what = input.name + " cut at " + std::to_string(at);
      const auto cut = analyse_checked(std::string_view(input.bytes).substr(0, at), kModelName,
                                       input.depth, what, problems);
      ++cuts;
      if (cut.verdict > Verdict::clean || is_whole(whole, cut, input.bytes, at)) continue;
      problems.push_back(what + ": " + std::string(record::name(cut.verdict)) + ", " + cut.format);
    }
  }
  MESSAGE(cuts << " cuts");
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test
