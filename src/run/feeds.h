// Feeds: advisories from files, folders and addresses into the index, and out of it again.
//
// What it is: the joints between a source, the parser `feed` in its workers, assure/feeds and the
// index (store/advisories.h). A feed is replaced when its new reading is complete, and stays as it
// is when that fails. What it is not: words on a screen. Times are arguments.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "record/advisory.h"
#include "run/scan.h"
#include "store/advisories.h"

namespace bartizan::run {

// The CVE list as one archive has some 600 MB, all of OSV 1 GB.
inline constexpr std::uint64_t kMostFeed = 4 * base::kGiB;

struct FeedRequest {
  std::string source;  // a file, a folder, or a URL
  std::string id;      // empty: that of the same source, or one made from its kind and name
  std::string kind;    // "auto" or a record::FeedKind's name: others are refused then
  std::string sha256;  // what the source must have; empty: not known
};

struct FeedOptions {
  std::string folder;  // store::feeds_folder
  base::Limits limits;
  base::Millis now = 0;
  unsigned jobs = 0;  // 0: one per processor
  std::function<bool()> cancelled;
  std::function<void(const Progress&)> on_progress;
};

struct FeedOutcome {
  record::Feed feed;                   // as it is now in the index, when `written`
  std::optional<record::Feed> before;  // as it was
  bool written = false;
  bool interrupted = false;
  std::string problem;           // why nothing was written: a sentence for people
  bool unkept = false;           // it was read, and the index refused it (a full disk)
  std::uint64_t duplicates = 0;  // of one id; the one modified last was kept
  assure::feeds::Tally tally;    // what was refused, with reasons
  std::vector<std::string> warnings;

  bool whole() const { return written && tally.refused == 0 && warnings.empty(); }
};
FeedOutcome update_feed(const FeedRequest& request, const FeedOptions& options);

// The files of a folder that are feeds, where it is a small one that holds several kinds: each is a
// feed of its own. Empty: the folder is one feed.
std::vector<std::string> mixed_files(const std::string& folder, const FeedOptions& options);

// A name for a feed of that kind and source that none of `taken` has.
std::string feed_id(record::FeedKind kind, const std::string& source,
                    const std::vector<std::string>& taken);

}  // namespace bartizan::run
