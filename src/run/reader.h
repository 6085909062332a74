// FileReader: reads one file through a sandboxed worker and a hash of its own.
//
// What it is: one zygote and the parent's half of the work (open, hash, check, detect change). What
// it is not: the verdict (run/judge.h) or the order of files (run/scan.h). Each worker thread owns
// one.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/tree.h"
#include "record/artifact.h"
#include "run/collector.h"
#include "run/wire.h"
#include "sandbox/zygote.h"

namespace bartizan::run {

// Results of bytes alone, kept across runs. Implementations are thread-safe.
class ResultCache {
 public:
  virtual std::optional<record::Artifact> find(const std::string& sha256) = 0;
  virtual void keep(const record::Artifact& artifact) = 0;
  // Whether `entry` was complete and unchanged last time: a guess that decides the order of work,
  // never a result.
  virtual bool expects(const io::Entry& entry) = 0;
  // As a file was when it was opened to be read: another one may be there when its result is kept.
  virtual void opened(const io::Entry&, const struct stat&) {}

 protected:
  ~ResultCache() = default;
};

struct ReadOptions {
  record::Depth depth = record::Depth::content;
  base::Limits limits;
  ResultCache* cache = nullptr;
  std::string allow_table;
  const io::Beneath* beneath = nullptr;               // nothing outside it is opened
  std::function<bool()> cancelled;                    // asked often, from this thread
  std::function<void(std::uint64_t bytes)> on_bytes;  // progress of hashing
  std::vector<Collector::Line>* listing = nullptr;    // inspect
};

class FileReader {
 public:
  FileReader(sandbox::Zygote zygote, const ReadOptions& options)
      : zygote_(std::move(zygote)), options_(options) {}

  // Never fails: what goes wrong is a gap or a finding. nullopt only when cancelled.
  std::optional<record::Artifact> read(const io::Entry& entry);
  // The same for a file that is open already.
  std::optional<record::Artifact> read(const io::InputFile& file, bool expect_cached = false);

 private:
  record::Artifact analyse(const io::InputFile& file, bool& cancelled);

  sandbox::Zygote zygote_;
  const ReadOptions& options_;
};

// A row for a path that could not be read at all.
record::Artifact unreadable(const std::string& why, record::Depth depth);

}  // namespace bartizan::run
