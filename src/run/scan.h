// The scan: list, read, judge, except, gate. One function per pass, in that order.
//
// What it is: what `bartizan scan` does, without words on a screen. Hooks are called on the calling
// thread, artifacts in walk order. What it is not: a report (src/report).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "record/artifact.h"
#include "run/gate.h"
#include "run/reader.h"

namespace bartizan::run {

struct Progress {
  std::uint64_t files_done = 0, files_total = 0;
  std::uint64_t bytes_done = 0, bytes_total = 0;
};

struct ScanOptions {
  std::vector<std::string> roots;  // paths; "-" is standard input
  std::vector<std::string> exclude;
  record::Depth depth = record::Depth::content;
  base::Limits limits;
  unsigned jobs = 0;  // 0: one per processor
  bool require_sandbox = false;
  ResultCache* cache = nullptr;
  std::string allow_table;  // run::overlay_table: the organisation's own classes
  // The configuration in force; met in a scanned tree it is no stranger's.
  std::vector<std::string> config_files;
  // Under a server: nothing outside these folders is read, whatever links say.
  const io::Beneath* beneath = nullptr;
};

struct ScanHooks {
  // May add to the run (where results are kept).
  std::function<void(record::Run&)> on_start;
  // May change the artifact (exceptions accept findings) before it is counted.
  std::function<void(record::Artifact&)> on_artifact;
  std::function<void(const Progress&)> on_progress;
  std::function<bool()> cancelled;
  std::function<base::Millis()> now;
};

// Fails only for trouble of our own (no worker can be started, the sandbox that was required is not
// to be had). `run`, `artifacts` and `excluded` of the report are filled; the gate fills `summary`.
base::Result<record::ScanReport> scan(const ScanOptions& options, const ScanHooks& hooks);

}  // namespace bartizan::run
