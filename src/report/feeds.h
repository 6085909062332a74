// Feeds: what was imported, how old it is, and what an update did, for people and programs.
//
// What it is: pure functions to text. What it is not: the importing (run/feeds.h). Names from feeds
// are escaped here. Thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/advisory.h"
#include "report/api.h"

namespace bartizan::report {

struct FeedsView {
  std::vector<record::Feed> feeds;
  std::vector<std::string> broken;  // sentences
  base::Millis now = 0;
};
std::string feeds_list(const FeedsView& view, const TerminalStyle& style);
// docs/schemas/feeds-1.schema.json.
std::string feeds_json(const FeedsView& view, const MachineOptions& options);

// What became of one source.
struct FeedLine {
  std::string source;
  record::Feed feed;
  std::optional<record::Feed> before;
  bool written = false;
  std::string problem;
  std::uint64_t duplicates = 0;
  assure::feeds::Tally tally;
  std::vector<std::string> warnings;
};
struct FeedsUpdateView {
  std::vector<FeedLine> lines;
  base::Millis now = 0;
  int exit_code = 0;
};
std::string feeds_updated(const FeedsUpdateView& view, const TerminalStyle& style, bool verbose);
// docs/schemas/feeds-update-1.schema.json.
std::string feeds_updated_json(const FeedsUpdateView& view, const MachineOptions& options);

}  // namespace bartizan::report
