// Foreign wire: a batch of files on the way to a worker, and their rows on the way back.
//
// What it is: the layout of the batch (names, options and bytes of its files, one behind the other)
// and the frames of its report, one schema for both ends. What it is not: trusted; the reader of
// the report bounds and counts, rooms judge what rows say. One thread each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/source.h"
#include "record/foreign.h"
#include "sandbox/frame.h"

namespace bartizan::run {

// One file for a parser. Its views must live until it was read.
struct ForeignFile {
  std::string_view name;
  std::string_view bytes;
  std::uint64_t whole_size = 0;
};

// The batch as one text, for a descriptor that the worker reads.
std::string pack_batch(std::span<const ForeignFile> files, std::string_view options);

// Runs `parser` over each file of the batch in `source` and writes the report.
void parse_batch(const record::ForeignParser& parser, const base::Limits& limits,
                 base::Source& source, sandbox::FrameWriter& out);

// The same over one file that `source` is, reported as a batch of one.
void parse_single(const record::ForeignParser& parser, const base::Limits& limits,
                  base::Source& source, std::string_view name, std::string_view options,
                  sandbox::FrameWriter& out);

// Takes a report apart. Calls arrive in the order of the batch: begin(i), rows, end(i).
class BatchReport {
 public:
  explicit BatchReport(std::size_t files) : rows_(files), ended_(files, false) {}

  // False when the frame makes no sense.
  bool take(const sandbox::Frame& frame);
  bool done() const { return done_; }
  bool ended(std::size_t file) const { return ended_[file]; }
  // The file that was begun last, files.size() before the first.
  std::size_t current() const { return current_; }
  std::vector<record::Row>& rows(std::size_t file) { return rows_[file]; }

 private:
  std::vector<std::vector<record::Row>> rows_;
  std::vector<bool> ended_;
  std::size_t current_ = static_cast<std::size_t>(-1);
  bool open_ = false;
  bool done_ = false;
};

}  // namespace bartizan::run
