// Collector: turns what a parser says into a record::Artifact, believing nothing.
//
// What it is: a scan::Sink for in-process analysis and for replayed worker frames. Every event is
// checked (known rule, known member, ranges inside the member, spans that tile it); a broken
// promise makes the artifact incomplete through `distrusted()`. What it is not: the judge
// (run/judge.h) that gives severities and verdicts. Owns the record until take(). One thread.
#pragma once

#include <string>
#include <string_view>

#include "record/artifact.h"
#include "scan/catalog.h"
#include "scan/sink.h"

namespace bartizan::run {

class Collector final : public scan::Sink {
 public:
  // `size`: what the parent measured; `catalog` must outlive the collector.
  Collector(const scan::Catalog& catalog, std::uint64_t size, record::Depth depth);

  void member(const scan::MemberInfo& info) override;
  void format(scan::MemberId member, std::string_view format_id, bool refines) override;
  void finding(scan::MemberId member, const scan::Finding& finding) override;
  void fact(scan::MemberId member, const scan::Fact& fact) override;
  void gap(scan::MemberId member, record::CoverageState state, std::string_view reason,
           base::Range range) override;
  void spans(scan::MemberId member, std::span<const base::Span> tile) override;
  bool wants_listing() const override { return listing_ != nullptr; }
  void listing(scan::MemberId member, base::Range range, std::string_view line) override;

  // Asks for listing lines (inspect); `lines` must outlive the collector.
  struct Line {
    std::uint32_t member = 0;
    base::Range range;
    std::string text;
  };
  void collect_listing(std::vector<Line>& lines) { listing_ = &lines; }

  // Why the events cannot be true, empty while they can.
  const std::string& distrusted() const { return distrusted_; }
  record::Artifact& artifact() { return artifact_; }
  record::Artifact take();

 private:
  bool known(scan::MemberId member);
  void distrust(const char* why);

  const scan::Catalog& catalog_;
  record::Artifact artifact_;
  std::string distrusted_;
  std::vector<Line>* listing_ = nullptr;
};

}  // namespace bartizan::run
