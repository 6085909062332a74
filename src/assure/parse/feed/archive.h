// Archive: the members of a ZIP of advisories.
//
// What it is: a small adapter from a foreign file to the scan core's ZIP reader. What it is not: a
// judge of the archive. One thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "record/foreign.h"
#include "scan/artifact.h"
#include "scan/catalog.h"
#include "scan/formats/zip/archive.h"

namespace bartizan::assure::feed {

inline constexpr std::size_t kMostShownName = 200;

class Archive {
 public:
  using Member = scan::zip::Entry;

  explicit Archive(record::Foreign& file);
  bool open() { return archive_.open(); }
  std::span<const Member> members() const { return archive_.entries(); }
  std::string_view name(const Member& member) const { return archive_.name(member); }
  // No folder, and no file whose name says that it is something else.
  bool may_be_text(const Member& member) const;
  bool is_stored(const Member& member) const { return member.method == scan::zip::kStored; }
  // Where its bytes lie in the file; nothing, and a problem, where they cannot be read.
  std::optional<base::Range> bytes(const Member& member, std::string& problem);

 private:
  class NoSink final : public scan::Sink {
   public:
    void member(const scan::MemberInfo&) override {}
    void format(scan::MemberId, std::string_view, bool) override {}
    void finding(scan::MemberId, const scan::Finding&) override {}
    void fact(scan::MemberId, const scan::Fact&) override {}
    void gap(scan::MemberId, record::CoverageState, std::string_view, base::Range) override {}
    void spans(scan::MemberId, std::span<const base::Span>) override {}
  };

  std::uint64_t size_;
  NoSink sink_;
  scan::Job job_;
  scan::Artifact artifact_;
  scan::zip::Archive archive_;
};

}  // namespace bartizan::assure::feed
