#include "scan/formats/pickle/heap.h"

namespace bartizan::scan::pickle {

std::size_t Memo::slot(std::uint64_t index) const {
  const std::uint64_t mask = sparse_.size() - 1;
  std::uint64_t at = (index * 0x9E3779B97F4A7C15u >> 32) & mask;  // Fibonacci hashing
  while (sparse_[at].value.kind() != Kind::absent && sparse_[at].index != index) {
    at = (at + 1) & mask;
  }
  return static_cast<std::size_t>(at);
}

Value Memo::get_sparse(std::uint64_t index) const { return sparse_[slot(index)].value; }

bool Memo::put_slow(std::uint64_t index, Value value) {
  if (index >= dense_.size() && index - dense_.size() > kHole) return put_sparse(index, value);
  // Entries that stood in the sparse table move over as the dense part reaches them.
  while (dense_.size() <= index) {
    const Value earlier = sparse_count_ == 0 ? Value() : get_sparse(dense_.size());
    if (!dense_.try_push(earlier)) return false;
  }
  Value& entry = dense_[static_cast<std::size_t>(index)];
  if (entry.kind() == Kind::absent) ++count_;
  entry = value;
  return true;
}

bool Memo::put_sparse(std::uint64_t index, Value value) {
  if ((sparse_count_ + 1) * 8 > sparse_.size() * 7) {
    base::Vec<Entry> old(sparse_.budget());
    std::swap(old, sparse_);
    if (!sparse_.try_resize(old.empty() ? 64 : old.size() * 2)) {
      std::swap(old, sparse_);
      return false;
    }
    for (const Entry& entry : old) {
      if (entry.value.kind() != Kind::absent) sparse_[slot(entry.index)] = entry;
    }
  }
  Entry& entry = sparse_[slot(index)];
  if (entry.value.kind() == Kind::absent) {
    ++sparse_count_;
    ++count_;
  }
  entry = {index, value};
  return true;
}

}  // namespace bartizan::scan::pickle
