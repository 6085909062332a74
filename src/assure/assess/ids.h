// Ids: a list of ids of evidence that many may hold at the cost of one.
//
// What it is: what a vector of strings is to whoever reads it. A framework's requirements stand on
// the same checks, and the checks of a large organisation on tens of thousands of pieces each:
// copies are shared until somebody changes one. What it is not: a set; whoever makes one sorts it.
// Copies may be used from different threads.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bartizan::assure::assess {

class Ids {
 public:
  using List = std::vector<std::string>;

  Ids() = default;
  Ids(List list) : list_(std::make_shared<List>(std::move(list))) {}

  operator const List&() const { return list(); }
  const List& list() const {
    static const List kNone;
    return list_ ? *list_ : kNone;
  }
  List::const_iterator begin() const { return list().begin(); }
  List::const_iterator end() const { return list().end(); }
  std::size_t size() const { return list().size(); }
  bool empty() const { return list().empty(); }
  // The list itself, not shared with anybody.
  List& edit() {
    if (!list_ || list_.use_count() > 1) list_ = std::make_shared<List>(list());
    return *list_;
  }
  // Whether both are the very same list.
  bool is(const Ids& other) const { return list_ == other.list_; }

  friend bool operator==(const Ids& a, const Ids& b) { return a.is(b) || a.list() == b.list(); }

 private:
  std::shared_ptr<List> list_;
};

}  // namespace bartizan::assure::assess
