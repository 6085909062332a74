#include "assure/parse/feed/epss.h"

#include <charconv>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

constexpr std::size_t kPiece = 3 * 1000;

std::string_view cell(std::string_view line, std::size_t index) {
  for (; index > 0; --index) {
    const std::size_t comma = line.find(',');
    if (comma == line.npos) return {};
    line.remove_prefix(comma + 1);
  }
  line = text::trim(line.substr(0, line.find(',')));
  if (line.size() >= 2 && line.starts_with('"') && line.ends_with('"')) {
    line = line.substr(1, line.size() - 2);
  }
  return line;
}

// Between 0 and 1, as it is written.
bool is_part(std::string_view text) {
  double value = -1;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  constexpr std::size_t kMostDigits = 32;
  return text.size() <= kMostDigits && error == std::errc() && end == text.end() && value >= 0 &&
         value <= 1;
}

}  // namespace

// "#model_version:v2025.03.14,score_date:2025-08-25T12:55:00Z"
void EpssLines::head(std::string_view line) {
  constexpr std::string_view kModel = "model_version:", kDate = "score_date:";
  std::string_view model, date;
  if (const std::size_t at = line.find(kModel); at != line.npos) {
    model = line.substr(at + kModel.size());
    model = model.substr(0, model.find(','));
  }
  if (const std::size_t at = line.find(kDate); at != line.npos) {
    date = line.substr(at + kDate.size());
    date = text::trim(date.substr(0, date.find(',')));
  }
  if (read_time(date) == 0) date = {};
  rows_.row("epss-day", {date.substr(0, 10), one_line(model, kMostWord)});
  rows_.row("about", {"epss", one_line(model, kMostWord), std::to_string(read_time(date))});
}

bool EpssLines::line(std::string_view line, bool mine) {
  line = text::trim(line);
  if (line.starts_with('#')) {
    head(line);
    return true;
  }
  if (!has_head_) {
    has_head_ = true;
    const std::string names = lower(line);
    bool found = false;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::string_view name = cell(names, i);
      if (name == "cve") cve_ = i;
      if (name == "epss") score_ = i;
      if (name == "percentile") percentile_ = i;
      found |= name == "epss";
    }
    if (found) return true;
  }
  const std::string_view cve = cell(line, cve_);
  const std::string_view score = cell(line, score_), percentile = cell(line, percentile_);
  if (!is_cve(cve) || !is_part(score) || !is_part(percentile)) return false;
  if (!mine) return true;
  ++records_;
  for (const std::string_view one : {cve, score, percentile}) fields_.emplace_back(one);
  if (fields_.size() >= kPiece) finish();
  return true;
}

void EpssLines::finish() {
  if (fields_.empty()) return;
  const std::vector<std::string_view> views(fields_.begin(), fields_.end());
  rows_.row("epss", views);
  fields_.clear();
}

}  // namespace bartizan::assure::feed
