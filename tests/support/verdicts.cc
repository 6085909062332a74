#include "support/verdicts.h"

#include <numeric>

namespace bartizan::test {

std::vector<std::string> split_csv(std::string_view line) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

std::string first_finding(const record::Artifact& artifact) {
  const record::Finding* heaviest = nullptr;
  for (const record::Finding& finding : artifact.findings) {
    if (heaviest == nullptr || finding.verdict > heaviest->verdict) heaviest = &finding;
  }
  if (heaviest != nullptr) return heaviest->rule + " " + heaviest->title;
  return artifact.coverage.gaps.empty() ? "" : "unread: " + artifact.coverage.gaps.front().reason;
}

void Verdicts::add(const record::Artifact& artifact) {
  ++counts_[static_cast<std::size_t>(artifact.verdict)];
  if (artifact.verdict < record::Verdict::suspicious) return;
  doubtful_ += std::string(record::name(artifact.verdict)) + "  " + artifact.path + "  " +
               first_finding(artifact) + "\n";
}

std::size_t Verdicts::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
}

std::size_t Verdicts::count(record::Verdict verdict) const {
  return counts_[static_cast<std::size_t>(verdict)];
}

}  // namespace bartizan::test
