#include "scan/formats/lfs/format.h"

namespace bartizan::scan::lfs {
namespace {

// Both spellings of the first line that the specification names; pointers are under 1,024 bytes.
constexpr std::string_view kLines[] = {"version https://git-lfs.github.com/spec/v1\n",
                                       "version https://hawser.github.com/spec/v1\n"};
constexpr std::uint64_t kMaxPointer = 1024;

Claim claim(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  for (const std::string_view line : kLines) {
    if (head.starts_with(line) && probe.size < kMaxPointer) return Claim::certain;
  }
  return Claim::no;
}

void parse(Artifact& artifact) {
  base::Reader reader = artifact.reader();
  artifact.span(0, artifact.size(), base::SpanLabel::metadata);
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t begin = reader.pos();
    const std::string_view line = base::text_of(reader.until(std::byte{'\n'}, kMaxPointer));
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    artifact.fact("lfs", line.substr(0, blank), line.substr(blank + 1), {begin, line.size()});
  }
  artifact.refused("lfs-pointer");
}

}  // namespace

constexpr Format kPointer{"lfs-pointer", "Git LFS pointer", Kind::model, claim, parse};

}  // namespace bartizan::scan::lfs
