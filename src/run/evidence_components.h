// Components behind evidence: which parts of a system a bill of materials names or a look-up of
// weaknesses compared, and whether the system still has just those.
//
// What it is: the list of names as facts of a piece ("holds", "holds:names"), and its comparison
// with what the store knows of the system now, which adds the fact `differs`: a sentence about the
// first part that is new, gone or of other bytes. What it is not: a judgement, or a look at files.
// Values own their strings; one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/component.h"
#include "record/evidence.h"
#include "run/systems.h"
#include "store/store.h"

namespace bartizan::run::evidence {

// "package torch 2.6.0 (pypi)"; a file as "model /srv/app/m.pt".
using Parts = std::set<std::string>;

// `folder`: which the names of files are relative to.
std::string part_name(const record::Component& component, std::string_view folder);

struct SystemParts {
  Parts listed;  // what the system consists of
  Parts others;  // packages that are no AI, seen in its folder
  // Of these, what no advisory has a name for: model files, models of providers, indexes in memory.
  Parts nameless;
};
// Of each system of a place, by its id.
std::map<std::string, SystemParts> parts_by_system(const store::Place& place);
// Those of them that advisories name: packages, images, and models of hubs. A model file has only
// bytes to be known by, which scans judge.
Parts looked_up(const SystemParts& parts);

// "holds" = how many, "holds:sha256" over all of them, "holds:names" which, as far as a list goes.
void put_parts(record::Evidence& piece, const Parts& parts);
// SHA-256 of those parts that are files, where it is known: "files:names" = "SHA256 PART; ...".
using FileHashes = std::map<std::string, std::string>;
void put_files(record::Evidence& piece, const FileHashes& files);

// What systems consist of now; of a place with several, all are made at the first question.
class PresentParts {
 public:
  explicit PresentParts(store::Store& store) : store_(store) {}

  // nullptr: it was not found. Until the next call.
  base::Result<const SystemParts*> of(const SystemRef& system);
  // Whether any system of its place has that part; after of().
  bool is_in_place(const SystemRef& system, const std::string& part) const;

 private:
  store::Store& store_;
  std::map<std::string, std::map<std::string, SystemParts>> places_;  // of several systems
  SystemParts alone_;
};

// Compares the pieces of kinds bom and vulnerabilities that say what they hold, and bills of
// materials with the scans among `pieces`, too.
base::Result<void> compare_parts(PresentParts& present, const SystemRef& system,
                                 std::vector<record::Evidence>& pieces);

}  // namespace bartizan::run::evidence
