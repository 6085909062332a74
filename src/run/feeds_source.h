// Source: what a feed is read from, opened and with the checksum that was offered for it. Inside of
// run/feeds. Owns its descriptor. One thread.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/tree.h"
#include "run/feeds.h"
#include "sandbox/fd.h"

namespace bartizan::run {

struct FeedSource {
  std::string shown;       // absolute path or URL, as the index keeps it
  std::string name;        // its last part
  std::string offered;     // SHA-256 that it must have; empty: none was offered
  std::string offered_by;  // "--sha256", or the file that says so
  // One file, or those of a folder.
  std::unique_ptr<io::InputFile> file;
  sandbox::Fd fetched;  // what `file` was opened from, when it came from a URL
  std::vector<io::Entry> entries;
};
// The error is a sentence for people; "cancelled" when it was.
std::expected<FeedSource, std::string> open_feed_source(const FeedRequest& request,
                                                        const FeedOptions& options);

// "abc...  name" or "abc...": the hash of `name` in the text of a file of checksums; else empty.
std::string checksum_in(std::string_view text, std::string_view name);

}  // namespace bartizan::run
