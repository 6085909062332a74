// Advisories: the index of everything that was imported from feeds.
//
// What it is: one file for each feed in a folder beside the store, each replaced whole: a new one is
// written next to it and renamed over it when it is complete, so that an interrupted update leaves
// the old one. What it is not: a matcher (assure/vuln). Reading needs no memory for what is not
// asked. Every call may be made from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/advisory.h"

namespace bartizan::store {

using base::Result;

class Advisories {
 public:
  virtual ~Advisories() = default;

  virtual const std::vector<record::Feed>& feeds() const = 0;  // by id
  // Files of the folder that could not be read as an index, with the reason: sentences for people.
  // A page that is damaged shows when it is needed: then the rest of that feed answers nothing, and
  // its sentence is here. Ask when everything else was asked.
  virtual std::vector<std::string> broken() const = 0;
  // Reads every file to its end, so that broken() knows all damage.
  virtual void check() = 0;

  // Whether any feed says something about packages of that type.
  virtual Result<bool> covers(std::string_view type) = 0;
  // Every advisory with an Affected of that type and name, whatever its versions; withdrawn ones,
  // too. Only those `affected` of that type and name are filled in. In the order of feed and id.
  virtual Result<std::vector<record::Advisory>> about(std::string_view type,
                                                      std::string_view name) = 0;
  virtual Result<std::vector<record::Advisory>> about_hash(std::string_view sha256) = 0;
  // Whole, by its id or one of its aliases; one for each feed that knows it.
  virtual Result<std::vector<record::Advisory>> known_as(std::string_view id) = 0;

  // The earliest `added` where several feeds know it.
  virtual Result<std::optional<record::KevEntry>> kev(std::string_view cve) = 0;
  // The newest.
  virtual Result<std::optional<record::SsvcPoints>> ssvc(std::string_view cve) = 0;
  virtual Result<std::optional<record::EpssScore>> epss(std::string_view cve) = 0;
};

// A new reading of one feed, complete or not there. Destroyed without finish(): nothing changed.
class FeedWriter {
 public:
  virtual ~FeedWriter() = default;
  // False when the feed has one of that id already; the one that was modified last is kept.
  virtual Result<bool> add(const record::Advisory& advisory) = 0;
  virtual Result<void> add(const record::KevEntry& entry) = 0;
  virtual Result<void> add(const record::SsvcPoints& points) = 0;
  virtual Result<void> add(const record::EpssScore& score) = 0;
  // Writes everything to the disk and takes the place of the feed's old file.
  virtual Result<void> finish(const record::Feed& feed) = 0;
};

// The folder of a store: "/x/store.db" -> "/x/store.feeds"; "" of none.
std::string feeds_folder(const std::string& store_path);
// A folder that is not there, or "", is an index without feeds.
Result<std::unique_ptr<Advisories>> open_advisories(const std::string& folder);
// `feed`: letters, digits, '-', '_' and '.', not first a '.'; else Code::invalid.
Result<std::unique_ptr<FeedWriter>> write_feed(const std::string& folder, const std::string& feed);
Result<bool> remove_feed(const std::string& folder, const std::string& feed);

}  // namespace bartizan::store
