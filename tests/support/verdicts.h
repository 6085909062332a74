// Counting verdicts over many real files, and saying why each doubtful one is doubtful.
//
// What it is: helpers of real_test.cc and real_data_test.cc. What it is not: a report. Owns copies.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"

namespace bartizan::test {

// Cells of a line without quoted ones; these manifests have no commas inside a cell.
std::vector<std::string> split_csv(std::string_view line);

// "BZ-PKL-004 imports ..." of the finding that weighs most, else the first gap, else nothing.
std::string first_finding(const record::Artifact& artifact);

class Verdicts {
 public:
  void add(const record::Artifact& artifact);
  std::size_t total() const;
  std::size_t count(record::Verdict verdict) const;
  // One line for each suspicious or malicious file: verdict, path, first finding.
  const std::string& doubtful() const { return doubtful_; }

 private:
  std::array<std::size_t, 5> counts_{};
  std::string doubtful_;
};

}  // namespace bartizan::test
