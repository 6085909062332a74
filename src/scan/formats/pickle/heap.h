// Heap and Memo: the memory of the abstract pickle machine, bounded and charged.
//
// What they are: Heap keeps the elements of the youngest containers in a ring of one million
// values; a position stays readable until it is overwritten, after that the contents are unknown.
// Memo keeps one value per index: dense where picklers write, a small hash table for indices far
// beyond. What they are not: owners of Python objects, or of text. Both may refuse (memory budget).
// One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/vec.h"
#include "scan/formats/pickle/value.h"

namespace bartizan::scan::pickle {

class Heap {
 public:
  static constexpr std::uint64_t kCapacity = std::uint64_t{1} << 20;  // 8 MiB when full
  static constexpr std::uint64_t kMaxRun = Value::kMaxCount;  // elements kept of one container

  explicit Heap(base::Budget& budget) : ring_(budget) {}

  // Position of the first of `values` (of the first kMaxRun of them). False when memory is refused.
  [[nodiscard]] bool push(std::span<const Value> values, std::uint64_t& position) {
    if (values.size() > kMaxRun) values = values.first(kMaxRun);
    if (head_ + values.size() > ring_.size() && ring_.size() < kCapacity &&
        !grow(head_ + values.size())) {
      return false;
    }
    position = head_;
    const std::uint64_t at = head_ & mask_;
    const auto run =
        static_cast<std::size_t>(std::min<std::uint64_t>(values.size(), ring_.size() - at));
    const std::span<Value> ring = ring_.span();
    std::copy_n(values.begin(), run, ring.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(values.begin() + static_cast<std::ptrdiff_t>(run), values.end(), ring.begin());
    head_ += values.size();
    return true;
  }
  std::uint64_t head() const { return head_; }
  bool holds(std::uint64_t position) const {
    return position < head_ && head_ - position <= kCapacity;
  }
  // kUnknown when the entry was overwritten.
  Value at(std::uint64_t position) const {
    return holds(position) ? ring_[position & mask_] : Value::plain(Kind::unknown, kUnsafe);
  }
  void set(std::uint64_t position, Value value) {
    if (holds(position)) ring_[position & mask_] = value;
  }

 private:
  bool grow(std::uint64_t wanted) {
    std::uint64_t size = ring_.size() == 0 ? 256 : ring_.size();
    while (size < wanted && size < kCapacity) size *= 4;
    if (!ring_.try_resize(static_cast<std::size_t>(size))) return false;
    mask_ = size - 1;  // nothing has wrapped yet: positions are indices until the ring is full
    return true;
  }

  base::Vec<Value> ring_;
  std::uint64_t head_ = 0;
  std::uint64_t mask_ = 0;
};

class Memo {
 public:
  explicit Memo(base::Budget& budget) : dense_(budget), sparse_(budget) {}

  // Kind::absent when nothing was stored there.
  Value get(std::uint64_t index) const {
    if (index < dense_.size()) [[likely]]
      return dense_[static_cast<std::size_t>(index)];
    return sparse_count_ == 0 ? Value() : get_sparse(index);
  }
  [[nodiscard]] bool put(std::uint64_t index, Value value) {
    if (index == dense_.size() && sparse_count_ == 0) [[likely]] {
      ++count_;
      return dense_.try_push(value);
    }
    return put_slow(index, value);
  }
  // How many indices hold a value; MEMOIZE stores there.
  std::uint64_t count() const { return count_; }

 private:
  struct Entry {
    std::uint64_t index = 0;
    Value value;
  };
  // Holes up to this size are filled, so that picklers that skip numbers stay in the fast path.
  static constexpr std::uint64_t kHole = 64;

  Value get_sparse(std::uint64_t index) const;
  bool put_slow(std::uint64_t index, Value value);
  bool put_sparse(std::uint64_t index, Value value);
  std::size_t slot(std::uint64_t index) const;

  base::ChunkedVec<Value> dense_;
  base::Vec<Entry> sparse_;  // open addressing; a power of two, at most 7/8 full
  std::uint64_t sparse_count_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace bartizan::scan::pickle
