// Epss: lines of FIRST's scores as rows (first.org/epss/data_stats). One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/foreign.h"

namespace bartizan::assure::feed {

class EpssLines {
 public:
  explicit EpssLines(record::RowSink& rows) : rows_(rows) {}

  // `mine`: scores of this line are wanted; the first lines always are read. False when the line is
  // none of EPSS's.
  bool line(std::string_view line, bool mine);
  void finish();
  std::uint64_t records() const { return records_; }

 private:
  void head(std::string_view line);

  record::RowSink& rows_;
  std::size_t cve_ = 0, score_ = 1, percentile_ = 2;
  bool has_head_ = false;
  std::uint64_t records_ = 0;
  std::vector<std::string> fields_;
};

}  // namespace bartizan::assure::feed
