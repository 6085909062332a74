// Linked: what a link to a folder out of a tree leads to, which no reading of the tree reads.
//
// What it is: the models and the code there that nobody has read where they lie, or that were read
// and are not free of harm, so that no check speaks for them; and whether anything of it is another
// than it was. By names and times alone: it may be a disk full of data. What it is not: a reading.
// Looks at the file system and the store; one thread.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/time.h"
#include "store/store.h"

namespace bartizan::run {

struct LinkedFiles {
  std::set<std::string> models, sources;  // by their paths through the link
};

class Linked {
 public:
  // Both must outlive this object.
  Linked(store::Store& store, const std::function<bool()>& cancelled);
  ~Linked();
  Linked(const Linked&) = delete;
  Linked& operator=(const Linked&) = delete;

  // What is not known to be harmless. `root`: of the tree that the link lies in; without `sources`
  // models alone. Where there is more than can be looked at, the link itself stands for the rest.
  LinkedFiles behind(const std::string& link, std::string_view root, bool sources);

 private:
  class Read;
  store::Store& store_;
  const std::function<bool()>& cancelled_;
  std::unique_ptr<Read> read_;
};

// Whether a model or code behind the link was written, or came there, after that.
bool has_changed_behind(const std::string& link, base::Millis at,
                        const std::function<bool()>& cancelled);

}  // namespace bartizan::run
