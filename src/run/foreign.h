// ForeignReader: runs a room's parser over files in a sandboxed worker.
//
// What it is: one zygote and the parent's half: batches, bounds, and what became of each file. A
// worker that dies takes down the one file it was reading; the rest of its batch goes to the next.
// What it is not: a judge of rows. Each thread owns one.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "record/foreign.h"
#include "run/foreign_wire.h"
#include "sandbox/zygote.h"

namespace bartizan::run {

struct ForeignResult {
  std::vector<record::Row> rows;
  // Why the file was not read to its end by the parser; empty when it was.
  std::string problem;
};

class ForeignReader {
 public:
  // Starts a worker. `limits` hold for each file.
  static base::Result<ForeignReader> start(const base::Limits& limits,
                                           std::function<bool()> cancelled);
  ForeignReader(ForeignReader&&) = default;

  const std::string& isolation() const { return isolation_; }
  // One result for each file, in order. Fails only when no worker is to be had, or when cancelled
  // (Code::invalid, "cancelled"). `options` is handed to the parser.
  base::Result<std::vector<ForeignResult>> read(std::string_view parser,
                                                std::span<const ForeignFile> files,
                                                std::string_view options = {});
  // One file of `size` bytes, however large: the worker reads the descriptor itself, and `each` gets
  // the rows as they come. Returns why it was not read to its end, empty when it was.
  base::Result<std::string> read_open(std::string_view parser, int fd, std::uint64_t size,
                                      std::string_view name, std::string_view options,
                                      const std::function<void(record::Row&&)>& each);

 private:
  ForeignReader(sandbox::Zygote zygote, const base::Limits& limits,
                std::function<bool()> cancelled)
      : zygote_(std::move(zygote)), limits_(limits), cancelled_(std::move(cancelled)) {}
  base::Result<std::size_t> read_some(std::uint32_t parser, std::span<const ForeignFile> files,
                                      std::string_view options,
                                      std::span<ForeignResult> results);
  base::Result<sandbox::Fd> submit(std::span<const std::byte> job, int fd);

  sandbox::Zygote zygote_;
  base::Limits limits_;
  std::function<bool()> cancelled_;
  std::string isolation_;
};

}  // namespace bartizan::run
