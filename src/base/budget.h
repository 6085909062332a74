// Budget: the account that every allocation and every step of a parser is charged to.
//
// What it is: counters with one refusal rule; the first limit that is hit is remembered (sticky).
// What it is not: an allocator for the program's own records (those use the standard library
// outside the core). One Budget belongs to one artifact and one thread; containers keep a pointer
// to it, so it must outlive them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace bartizan::base {

enum class LimitKind : std::uint8_t {
  none,
  memory,
  steps,
  nesting,
  members,
  decoded,
  ratio,
  held,
  json_header,
  json_depth,
  name,
  tensors,
  spans,
  facts,
  text,
  findings,
};

const char* name(LimitKind kind);

class Budget {
 public:
  explicit Budget(const Limits& limits) : limits_(limits) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  const Limits& limits() const { return limits_; }

  // Each returns false, and remembers the kind, when the charge would pass the limit.
  bool charge_memory(std::size_t bytes) {
    if (bytes > limits_.memory - memory_) return hit(LimitKind::memory);
    memory_ += bytes;
    return true;
  }
  void release_memory(std::size_t bytes) { memory_ -= bytes; }
  bool charge_steps(std::uint64_t n = 1) {
    if (n > limits_.steps - steps_) return hit(LimitKind::steps);
    steps_ += n;
    return true;
  }
  bool charge_decoded(std::uint64_t bytes) {
    if (bytes > limits_.decoded - decoded_) return hit(LimitKind::decoded);
    decoded_ += bytes;
    return true;
  }
  bool charge_members(std::uint64_t n = 1) {
    if (n > limits_.members - members_) return hit(LimitKind::members);
    members_ += n;
    return true;
  }

  // Remembers that `kind` was hit; always false, so that callers can `return budget.hit(...)`.
  bool hit(LimitKind kind) {
    if (first_hit_ == LimitKind::none) first_hit_ = kind;
    return false;
  }
  LimitKind first_hit() const { return first_hit_; }
  bool exhausted() const { return first_hit_ != LimitKind::none; }

  std::uint64_t memory() const { return memory_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t decoded() const { return decoded_; }
  std::uint64_t members() const { return members_; }

 private:
  const Limits limits_;
  std::uint64_t memory_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t decoded_ = 0;
  std::uint64_t members_ = 0;
  LimitKind first_hit_ = LimitKind::none;
};

// The only allocation of the core. Returns nullptr, without having changed `old`, when the budget
// or the system refuses. `new_bytes` 0 frees and returns nullptr. Memory is not cleared.
void* charged_realloc(Budget& budget, void* old, std::size_t old_bytes, std::size_t new_bytes);
// The same for libraries whose free hook is not told a size: the block remembers its own.
void* charged_alloc(Budget& budget, std::size_t bytes);
void charged_free(Budget& budget, void* block);

}  // namespace bartizan::base
