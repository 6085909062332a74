#include "support/mutate.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/limits.h"
#include "record/json.h"
#include "run/analyse.h"

namespace bartizan::test {
namespace {

// What is being analysed, for the signal handler: a trap says nothing by itself.
std::array<char, 512> current;

void say_what(int signal_number) {
  const auto say = [](std::string_view text) {
    if (write(STDERR_FILENO, text.data(), text.size()) < 0) _exit(3);
  };
  say("\nthe analysis died of this input: ");
  say(current.data());
  say("\n");
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void remember(const std::string& what) {
  const std::size_t n = what.copy(current.data(), current.size() - 1);
  current[n] = '\0';
  for (const int number : {SIGILL, SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) signal(number, say_what);
}

bool inside(const base::Range& range, std::uint64_t size) {
  return range.offset <= size && range.length <= size - range.offset;
}

std::string at(const base::Range& range) {
  return std::to_string(range.offset) + "+" + std::to_string(range.length);
}

std::string broken_tile(const record::Member& member) {
  if (member.spans.empty()) return {};
  std::uint64_t next = 0;
  for (const base::Span& span : member.spans) {
    if (span.range.offset != next || span.range.length == 0) {
      return "the tile of '" + member.name + "' breaks at " + at(span.range);
    }
    next = span.range.end();
  }
  if (next != member.size)
    return "the tile of '" + member.name + "' ends at " + std::to_string(next);
  return {};
}

}  // namespace

std::string broken_invariant(const record::Artifact& artifact, std::size_t size) {
  if (artifact.size != size) return "the size is wrong";
  if (artifact.members.empty()) return "the file itself is no member";
  for (std::size_t id = 0; id < artifact.members.size(); ++id) {
    const record::Member& member = artifact.members[id];
    if (id != 0 && member.parent >= id) return "a member comes before its parent";
    if (member.file_range && !inside(*member.file_range, size)) return "a member outside the file";
    if (std::string broken = broken_tile(member); !broken.empty()) return broken;
  }
  for (const record::Finding& finding : artifact.findings) {
    if (finding.member >= artifact.members.size()) return finding.rule + " in no member";
    if (!inside(finding.range, artifact.members[finding.member].size)) {
      return finding.rule + " outside its member: " + at(finding.range);
    }
    if (finding.file_range && !inside(*finding.file_range, size)) {
      return finding.rule + " outside the file";
    }
    if (finding.title.empty()) return finding.rule + " without words";
    // What is no model may have findings that are only worth knowing.
    if (finding.verdict > std::max(artifact.verdict, record::Verdict::clean))
      return finding.rule + " weighs more than the verdict";
  }
  if (!artifact.coverage.gaps.empty() && artifact.verdict <= record::Verdict::clean) {
    return "clean in spite of a gap: " + artifact.coverage.gaps.front().reason;
  }
  if (artifact.coverage.gaps.empty() !=
      (artifact.coverage.state == record::CoverageState::complete)) {
    return "gaps and the state of coverage disagree";
  }
  const std::string json = record::to_json(artifact);
  const auto read = record::artifact_from_json(json);
  if (!read) return "the JSON form does not read back";
  if (record::to_json(*read) != json) return "the JSON form reads back different";
  return {};
}

record::Artifact analyse_checked(std::string_view bytes, std::string_view path, record::Depth depth,
                                 const std::string& what, std::vector<std::string>& problems) {
  remember(what);
  // A copy of the exact size, so that a sanitizer sees the first byte read too far.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  record::Artifact artifact = run::analyse_bytes(std::as_bytes(std::span(copy)), path, depth);
  if (std::string broken = broken_invariant(artifact, bytes.size()); !broken.empty()) {
    problems.push_back(what + ": " + broken);
  }
  return artifact;
}

std::vector<Input> small_inputs(std::size_t most) {
  std::vector<Input> inputs = all_inputs();
  std::erase_if(inputs, [&](const Input& input) { return input.bytes.size() > most; });
  return inputs;
}

std::vector<std::size_t> offsets(const record::Artifact& artifact, std::size_t size,
                                 std::size_t most) {
  std::set<std::size_t> found;
  // What unpacks to megabytes costs as much each time.
  std::uint64_t decoded = 0;
  for (const record::Member& member : artifact.members) decoded += member.size;
  if (decoded > base::kMiB) most = 4;
  const std::size_t step = size <= most ? 1 : size / most;
  for (std::size_t i = 0; i < size; i += step) found.insert(i);
  // The last bytes hold what closes a format.
  for (std::size_t i = size - std::min<std::size_t>({size, 64, most}); i < size; ++i) {
    found.insert(i);
  }
  for (const record::Member& member : artifact.members) {
    const std::uint64_t base = member.file_range ? member.file_range->offset : 0;
    if (!member.file_range && &member != &artifact.members.front()) continue;
    for (const base::Span& span : member.spans) {
      if (found.size() > 2 * most) break;
      const std::uint64_t border = base + span.range.offset;
      for (const std::uint64_t i : {border - 1, border, border + 1}) {
        if (i < size) found.insert(static_cast<std::size_t>(i));
      }
    }
  }
  return {found.begin(), found.end()};
}

std::string join(const std::vector<std::string>& lines, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i) out += "\n  " + lines[i];
  if (lines.size() > most) out += "\n  and " + std::to_string(lines.size() - most) + " more";
  return out;
}

}  // namespace bartizan::test
