#include "scan/formats/tar/nemo.h"

#include <algorithm>
#include <array>

#include "scan/formats/tar/rules.h"

namespace bartizan::scan::tar {
namespace {

using namespace std::string_view_literals;

// What NeMo is made of. A trailing dot: the package and everything below; these packages build
// layers, optimisers and data sets.
constexpr std::array kKnown{
    "nemo."sv,        "nemo_text_processing."sv,  "megatron."sv,     "torch.nn."sv,
    "torch.optim."sv, "torchaudio.transforms."sv, "lightning."sv,    "pytorch_lightning."sv,
    "omegaconf."sv,   "transformers."sv,          "torchmetrics."sv, "apex."sv};

constexpr std::string_view kBlank = " \t\r-";

Claim claim(const Probe&) { return Claim::no; }

std::string_view trim(std::string_view text, std::string_view blank) {
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// The value of the key at the front of `line` when it is a target; flow style ("{_target_: x}")
// and quoted keys included.
void scan_line(Artifact& artifact, std::string_view line, std::uint64_t offset) {
  for (std::size_t at = line.find("target"); at != std::string_view::npos;
       at = line.find("target", at + 6)) {
    std::size_t begin = at, end = at + 6;
    if (begin > 0 && line[begin - 1] == '_' && end < line.size() && line[end] == '_') {
      --begin;
      ++end;
    }
    const bool starts = begin == 0 || " \t-{,\"'?"sv.contains(line[begin - 1]);
    std::string_view rest = line.substr(end);
    if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
    rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (!starts || !rest.starts_with(':')) continue;
    rest.remove_prefix(1);
    rest = rest.substr(0, std::min(rest.find(" #"), rest.size()));
    rest = rest.substr(0, std::min(rest.find_first_of(",}"), rest.size()));
    const std::string_view target = trim(rest, " \t\r\"'");
    const Range range{offset + at, 6};
    artifact.fact("nemo", "target", target, range);
    const bool known = std::any_of(kKnown.begin(), kKnown.end(), [&](std::string_view prefix) {
      return target.starts_with(prefix);
    });
    const bool dotted = target.find('.') != std::string_view::npos;
    // A plain word under `target` is a setting ("target: 16000"), under `_target_` it is a name.
    if (!known && (dotted || begin != at)) {
      artifact.finding(kNemoTarget, range, target.empty() ? "(on the next line)" : target);
    }
  }
}

void parse(Artifact& artifact) {
  artifact.span(0, artifact.size(), base::SpanLabel::text);
  base::Reader reader = artifact.reader();
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t begin = reader.pos();
    const auto window = base::text_of(reader.peek(artifact.limits().name));
    const std::size_t length = std::min(window.find('\n'), window.size());
    const std::string_view line = window.substr(0, length);
    const std::string_view code = trim(line, kBlank);
    if (!artifact.budget().charge_steps()) return;
    if (!code.starts_with('#')) scan_line(artifact, line, begin);
    reader.skip(std::min<std::uint64_t>(length + 1, reader.left()));
  }
  if (!reader.ok()) artifact.partial("unreadable", {0, artifact.size()});
}

}  // namespace

constexpr Format kNemoConfig{"nemo-config", "NeMo configuration", Kind::model, claim, parse};

}  // namespace bartizan::scan::tar
