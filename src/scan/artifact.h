// Artifact: the bytes under analysis and everything a parser may do with them.
//
// What it is: what a format's parse() gets: bytes (through Reader), budget, catalogue, and verbs
// for saying what was found. What it is not: owner of the source or the sink; both outlive it. A
// parser never returns an error: it reports findings and gaps, and comes back. One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "base/budget.h"
#include "base/reader.h"
#include "base/source.h"
#include "base/span_map.h"
#include "record/verdict.h"
#include "scan/sink.h"

namespace bartizan::scan {

class Catalog;
struct Format;

// What is shared by a top-level file and all its members.
struct Job {
  base::Budget& budget;
  const Catalog& catalog;
  Sink& sink;
  record::Depth depth = record::Depth::content;
  MemberId next_member = 1;
  std::uint32_t facts = 0;
  // How many findings of a rule were already sent, by a small open table (scan/artifact.cc).
  struct RuleCount {
    std::string_view rule;
    std::uint32_t count = 0;
  };
  static constexpr std::size_t kRuleSlots = 512;  // more than there are rules
  RuleCount rule_counts[kRuleSlots] = {};
};

class Artifact {
 public:
  // The top-level file.
  Artifact(Job& job, base::Source& source);
  // A member of `parent`. `file_offset`: where its byte 0 stands in the top-level file, if it is a
  // plain slice of it.
  Artifact(Artifact& parent, MemberId id, std::string_view name, base::Source& source,
           std::optional<std::uint64_t> file_offset);
  Artifact(const Artifact&) = delete;
  Artifact& operator=(const Artifact&) = delete;

  MemberId id() const { return id_; }
  std::string_view name() const { return name_; }
  Artifact* parent() const { return parent_; }
  std::uint32_t depth_of_nesting() const { return nesting_; }
  std::optional<std::uint64_t> file_offset() const { return file_offset_; }
  std::uint64_t size() const { return source_->size(); }

  base::Source& source() const { return *source_; }
  base::Reader reader() const { return base::Reader(*source_, job_->budget); }
  base::Reader reader(std::uint64_t begin, std::uint64_t size) const {
    return base::Reader(*source_, job_->budget, begin, size);
  }
  base::Budget& budget() const { return job_->budget; }
  const base::Limits& limits() const { return job_->budget.limits(); }
  const Catalog& catalog() const { return job_->catalog; }
  record::Depth depth() const { return job_->depth; }
  Job& job() const { return *job_; }

  void finding(RuleId rule, Range range, std::string_view subject,
               std::initializer_list<Evidence> evidence = {});
  void finding(RuleId rule, Range range, std::string_view subject,
               std::span<const Evidence> evidence);
  void fact(std::string_view kind, std::string_view key, std::string_view value, Range range);
  void partial(std::string_view reason, Range range);
  void refused(std::string_view reason);
  bool has_gap() const { return has_gap_; }

  bool wants_listing() const { return job_->sink.wants_listing(); }
  void listing(Range range, std::string_view line) { job_->sink.listing(id_, range, line); }

  // Labels bytes of the format now being parsed (every byte must end up labelled).
  void span(std::uint64_t offset, std::uint64_t length, base::SpanLabel label, bool read = true);
  // Bytes that no loader executes. At depth structure they are left unread; otherwise every byte is
  // read and probed for native code (scan/detect/payload.h).
  void payload(std::uint64_t offset, std::uint64_t length);

  // A member that is a plain slice of this artifact: identified and parsed like a file.
  void member(std::string_view name, std::uint64_t offset, std::uint64_t length);
  // A member whose bytes were decoded into `source`.
  void member(std::string_view name, base::Source& source);
  // The same for a member that a loader reads in one known way whatever its bytes look like: parsed
  // as `format`, then as everything else that claims the bytes. A claim with the id of `format` is
  // the same reading and is not repeated; only certain claims count. `context` is for format.parse,
  // which finds it in context(); the container owns it.
  void member_as(const Format& format, std::string_view name, std::uint64_t offset,
                 std::uint64_t length, void* context = nullptr);
  void member_as(const Format& format, std::string_view name, base::Source& source,
                 void* context = nullptr);
  void* context() const { return context_; }
  // A member that is known and cannot be read (encrypted, unsupported method ...): it gets its row
  // and a refused coverage.
  void unread_member(std::string_view name, std::uint64_t size, std::string_view reason);

  // Bytes before or after the format: labelled, a finding of `rule`, and analysed as an artifact of
  // their own, since some loader may start there.
  void outside(RuleId rule, std::string_view name, std::uint64_t offset, std::uint64_t length);
  // The format is a more precise one than was claimed ("zip" is a "torch-zip").
  void refine(std::string_view format_id) { job_->sink.format(id_, format_id, true); }

  // Used by the walk only.
  void begin_format(base::SpanMap& spans) { spans_ = &spans; }
  void end_format() { spans_ = nullptr; }

 private:
  struct Expected {
    const Format* format = nullptr;
    void* context = nullptr;
  };
  void analyse_slice(Expected expected, std::string_view name, std::uint64_t offset,
                     std::uint64_t length);
  void analyse_member(Expected expected, std::string_view name, base::Source& source,
                      std::optional<std::uint64_t> file_offset);

  Job* job_;
  base::Source* source_;
  Artifact* parent_ = nullptr;
  MemberId id_ = 0;
  std::string_view name_;
  std::uint32_t nesting_ = 0;
  std::optional<std::uint64_t> file_offset_;
  base::SpanMap* spans_ = nullptr;
  void* context_ = nullptr;
  bool has_gap_ = false;
};

}  // namespace bartizan::scan
