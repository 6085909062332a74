// Account: what one tree costs while it is built, shared by the parsers of JSON, YAML and TOML.
//
// What it is: the count of nodes and the memory of a parse, charged as it goes and given back when
// the parse ends, because a Node knows no budget. What it is not: an allocator. One parse, one
// thread; the budget must outlive it.
#pragma once

#include "base/budget.h"
#include "text/tree.h"

namespace bartizan::text {

class Account {
 public:
  explicit Account(base::Budget& budget) : budget_(budget) {}
  ~Account() { budget_.release_memory(charged_); }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  // The input, before any of it is read. False where the budget refuses.
  bool input(std::size_t bytes) { return budget_.charge_steps(bytes) && memory(bytes); }
  bool node() {
    if (nodes_ >= kMostNodes) return budget_.hit(base::LimitKind::memory);
    ++nodes_;
    return budget_.charge_steps() && memory(sizeof(Node));
  }
  bool depth(std::size_t open) {
    return open < budget_.limits().json_depth || budget_.hit(base::LimitKind::json_depth);
  }
  bool memory(std::size_t bytes) {
    if (!budget_.charge_memory(bytes)) return false;
    charged_ += bytes;
    return true;
  }
  base::Budget& budget() { return budget_; }

 private:
  base::Budget& budget_;
  std::size_t charged_ = 0;
  std::size_t nodes_ = 0;
};

// Line numbers of offsets that only grow, without a table of all lines.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  std::uint32_t line_of(std::size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_) {
      const bool lone_return =
          text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] != '\n');
      if (text_[at_] == '\n' || lone_return) ++line_;
    }
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace bartizan::text
