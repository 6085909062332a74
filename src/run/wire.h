// Wire: a scan's events as frames, and back.
//
// What it is: WireSink in the worker, replay() in the parent, one schema for both. What it is not:
// trusted; replay() only decodes, the Collector checks what the events claim. One thread each.
#pragma once

#include "base/limits.h"
#include "base/result.h"
#include "sandbox/frame.h"
#include "scan/sink.h"

namespace bartizan::run {

// What the parent asks of a worker.
struct JobSpec {
  base::Limits limits;
  record::Depth depth = record::Depth::content;
  bool listing = false;
  std::uint64_t size = 0;  // of the file, as the parent measured it
  std::uint64_t parser = 0;  // 1 + index of a room's parser (run/parsers.h); 0: the scan
  // Of a parser: 0 for a batch (run/foreign_wire.h); else 1 + the size of the options that follow
  // this struct, and behind them the name: the descriptor is one file.
  std::uint64_t single = 0;
};

class WireSink final : public scan::Sink {
 public:
  WireSink(sandbox::FrameWriter& out, bool listing) : out_(out), listing_(listing) {}

  void member(const scan::MemberInfo& info) override;
  void format(scan::MemberId member, std::string_view format_id, bool refines) override;
  void finding(scan::MemberId member, const scan::Finding& finding) override;
  void fact(scan::MemberId member, const scan::Fact& fact) override;
  void gap(scan::MemberId member, record::CoverageState state, std::string_view reason,
           base::Range range) override;
  void spans(scan::MemberId member, std::span<const base::Span> tile) override;
  bool wants_listing() const override { return listing_; }
  void listing(scan::MemberId member, base::Range range, std::string_view line) override;
  // The last frame: the analysis came to its end.
  void done();

 private:
  sandbox::FrameWriter& out_;
  bool listing_;
};

// Repeats one frame's event into `sink`. `done` is set by the last frame. False when the frame
// makes no sense.
class Replay {
 public:
  explicit Replay(scan::Sink& sink) : sink_(sink) {}
  bool operator()(const sandbox::Frame& frame);
  bool done() const { return done_; }

 private:
  scan::Sink& sink_;
  bool done_ = false;
  std::vector<base::Span> spans_;  // gathered from batches
};

}  // namespace bartizan::run
