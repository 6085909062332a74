// Package: the parts of an Office Open XML file by name, decompressed within bounds.
//
// What it is: a small adapter from a foreign file to the scan core's ZIP reader. What it is not: a
// judge of the archive; what a scan would report is passed over here. Parts are returned as text
// that the caller owns. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/foreign.h"
#include "scan/artifact.h"
#include "scan/catalog.h"
#include "scan/formats/zip/archive.h"

namespace bartizan::use {

class Package {
 public:
  // The largest part, decompressed; a sheet of a million short cells has some 60 MiB.
  static constexpr std::uint64_t kMostPart = 64 * base::kMiB;

  explicit Package(record::Foreign& file);
  // False when there is no archive.
  bool open() { return archive_.open(); }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Nothing where the part is missing or could not be decompressed whole; problem() says why.
  std::optional<std::string> part(std::string_view name);
  const std::string& problem() const { return problem_; }

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

  const scan::zip::Entry* find(std::string_view name) const;
  bool read(const scan::zip::Entry& entry, std::string& text);

  record::Foreign& file_;
  NoSink sink_;
  scan::Job job_;
  scan::Artifact artifact_;
  scan::zip::Archive archive_;
  std::string problem_;
};

}  // namespace bartizan::use
