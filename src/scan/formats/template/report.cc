#include "scan/formats/template/report.h"

#include <algorithm>

namespace bartizan::scan::templates {
namespace {

constexpr std::size_t kShown = 240;  // bytes of an expression that are shown

}  // namespace

Report::Report(Artifact& artifact, std::string_view text, Range range, std::string_view source_name)
    : artifact_(artifact),
      text_(text),
      range_(range),
      source_name_(source_name),
      subjects_(artifact.budget()),
      found_(artifact.budget()) {}

Range Report::place(std::uint32_t begin, std::uint32_t end) const {
  if (range_.length != text_.size()) return range_;
  return {range_.offset + begin, end > begin ? end - begin : 0};
}

void Report::add(RuleId rule, std::uint32_t begin, std::uint32_t end, std::string_view subject,
                 std::string_view detail) {
  const auto at = static_cast<std::uint32_t>(subjects_.size());
  subject = subject.substr(0, kShown);
  const auto length = static_cast<std::uint32_t>(subject.size());
  if (!subjects_.append(subject) || !found_.try_push({rule, begin, end, at, length, detail})) {
    artifact_.partial("limit:memory", place(begin, end));
  }
}

void Report::keep_only(std::span<const RuleId> rules) {
  std::size_t kept = 0;
  for (const Found& one : found_) {
    if (std::find(rules.begin(), rules.end(), one.rule) != rules.end()) found_[kept++] = one;
  }
  found_.truncate(kept);
}

void Report::flush() {
  std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
    if (a.rule.id != b.rule.id) return a.rule.id < b.rule.id;
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const Found one = found_[i];
    if (kept > 0 && found_[kept - 1].rule == one.rule && one.begin >= found_[kept - 1].begin &&
        one.end <= found_[kept - 1].end) {
      continue;
    }
    found_[kept++] = one;
  }
  found_.truncate(kept);
  std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.rule.id < b.rule.id;
  });
  for (const Found& one : found_) {
    const std::string_view shown =
        text_.substr(std::min<std::size_t>(one.begin, text_.size()), one.end - one.begin)
            .substr(0, kShown);
    const std::string_view subject = subjects_.view().substr(one.subject, one.subject_length);
    artifact_.finding(one.rule, place(one.begin, one.end), subject,
                      {{"template", source_name_}, {"expression", shown}, {"detail", one.detail}});
  }
  found_.clear();
}

}  // namespace bartizan::scan::templates
