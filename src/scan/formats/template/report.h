// Report: the findings of one template, collected, thinned and placed.
//
// What it is: the way from node ranges to ranges of the artifact. Findings of one rule that lie
// inside another one's range say the same thing and are dropped; the rest leaves in the order of
// the text. What it is not: a judge. Subjects are copied, details must outlive it. One
// thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/vec.h"
#include "scan/artifact.h"

namespace bartizan::scan::templates {

class Report {
 public:
  // `range`: where `text` stands in the artifact; see parse.h.
  Report(Artifact& artifact, std::string_view text, Range range, std::string_view source_name);

  void add(RuleId rule, std::uint32_t begin, std::uint32_t end, std::string_view subject,
           std::string_view detail = {});
  bool empty() const { return found_.empty(); }
  // Keeps only findings of `rules`, for texts that are perhaps no chat template.
  void keep_only(std::span<const RuleId> rules);
  void flush();

  Range place(std::uint32_t begin, std::uint32_t end) const;

 private:
  struct Found {
    RuleId rule;
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t subject;  // in subjects_
    std::uint32_t subject_length;
    std::string_view detail;
  };

  Artifact& artifact_;
  std::string_view text_;
  Range range_;
  std::string_view source_name_;
  base::Text subjects_;
  base::Vec<Found> found_;
};

}  // namespace bartizan::scan::templates
