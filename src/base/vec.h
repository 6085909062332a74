// Vec and ChunkedVec: growable arrays of trivially copyable values, charged to a Budget.
//
// What they are: the only growth that the scanning core knows. What they are not: std::vector;
// every growth can be refused, returns bool, and leaves the contents as they were. They own their
// storage and free it. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/budget.h"
#include "base/result.h"

namespace bartizan::base {

template <typename T>
class Vec {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Vec() = default;  // without a budget it stays empty: growing is a programmer error
  explicit Vec(Budget& budget) : budget_(&budget) {}
  Vec(Vec&& other) noexcept { swap(other); }
  Vec& operator=(Vec&& other) noexcept {
    if (this != &other) {
      release();
      swap(other);
    }
    return *this;
  }
  ~Vec() { release(); }

  [[nodiscard]] bool try_push(const T& value) {
    if (size_ == capacity_) {
      const T copy = value;  // `value` may live inside this array
      if (!try_reserve(size_ + 1)) return false;
      data_[size_++] = copy;
      return true;
    }
    data_[size_++] = value;
    return true;
  }
  // `values` must not lie inside this array.
  [[nodiscard]] bool try_append(std::span<const T> values) {
    if (values.empty()) return true;
    if (values.size() > SIZE_MAX - size_ || !try_reserve(size_ + values.size())) return false;
    std::memcpy(data_ + size_, values.data(), values.size() * sizeof(T));
    size_ += values.size();
    return true;
  }
  // Grows to `size` elements; new ones are zero bytes. Shrinking keeps the storage.
  [[nodiscard]] bool try_resize(std::size_t size) {
    if (!try_reserve(size)) return false;
    if (size > size_) std::memset(static_cast<void*>(data_ + size_), 0, (size - size_) * sizeof(T));
    size_ = size;
    return true;
  }
  [[nodiscard]] bool try_reserve(std::size_t wanted) {
    if (wanted <= capacity_) return true;
    BZ_CHECK(budget_ != nullptr);
    std::size_t capacity = capacity_ + capacity_ / 2;
    if (capacity < wanted) capacity = wanted;
    if (capacity < 8) capacity = 8;
    if (capacity > SIZE_MAX / sizeof(T)) return budget_->hit(LimitKind::memory);
    void* grown = charged_realloc(*budget_, data_, capacity_ * sizeof(T), capacity * sizeof(T));
    if (grown == nullptr) return false;
    data_ = static_cast<T*>(grown);
    capacity_ = capacity;
    return true;
  }
  void pop() {
    BZ_CHECK(size_ > 0);
    --size_;
  }
  void truncate(std::size_t size) {
    BZ_CHECK(size <= size_);
    size_ = size;
  }
  void clear() { size_ = 0; }
  void release() {
    if (data_ != nullptr) charged_realloc(*budget_, data_, capacity_ * sizeof(T), 0);
    data_ = nullptr;
    size_ = capacity_ = 0;
  }

  T& operator[](std::size_t i) {
    BZ_CHECK(i < size_);
    return data_[i];
  }
  const T& operator[](std::size_t i) const {
    BZ_CHECK(i < size_);
    return data_[i];
  }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<T> span() { return {data_, size_}; }
  std::span<const T> span() const { return {data_, size_}; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  Budget& budget() const { return *budget_; }

 private:
  void swap(Vec& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  Budget* budget_ = nullptr;
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Grows by whole chunks and never moves what it holds, so that a large table has no moment at which
// it stands in memory twice.
template <typename T, std::size_t kChunk = 8192>
class ChunkedVec {
  static_assert(std::is_trivially_copyable_v<T> && (kChunk & (kChunk - 1)) == 0);

 public:
  explicit ChunkedVec(Budget& budget) : chunks_(budget) {}
  ChunkedVec(ChunkedVec&&) noexcept = default;
  ChunkedVec& operator=(ChunkedVec&&) = delete;
  ~ChunkedVec() { release(); }

  [[nodiscard]] bool try_push(const T& value) {
    if (size_ == chunks_.size() * kChunk && !add_chunk()) return false;
    chunks_[size_ / kChunk][size_ % kChunk] = value;
    ++size_;
    return true;
  }
  T& operator[](std::size_t i) {
    BZ_CHECK(i < size_);
    return chunks_[i / kChunk][i % kChunk];
  }
  const T& operator[](std::size_t i) const {
    BZ_CHECK(i < size_);
    return chunks_[i / kChunk][i % kChunk];
  }
  void truncate(std::size_t size) {
    BZ_CHECK(size <= size_);
    size_ = size;
  }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void release() {
    for (T* chunk : chunks_) charged_realloc(chunks_.budget(), chunk, kChunk * sizeof(T), 0);
    chunks_.clear();
    size_ = 0;
  }

 private:
  bool add_chunk() {
    void* chunk = charged_realloc(chunks_.budget(), nullptr, 0, kChunk * sizeof(T));
    if (chunk == nullptr) return false;
    if (chunks_.try_push(static_cast<T*>(chunk))) return true;
    charged_realloc(chunks_.budget(), chunk, kChunk * sizeof(T), 0);
    return false;
  }

  Vec<T*> chunks_;
  std::size_t size_ = 0;
};

// A growing text, charged to a budget. Appending past the budget keeps what stands and is false.
class Text {
 public:
  explicit Text(Budget& budget) : bytes_(budget) {}
  bool append(std::string_view text) { return bytes_.try_append({text.data(), text.size()}); }
  bool append(char c) { return bytes_.try_push(c); }
  bool append_number(std::uint64_t value);
  bool append_signed(std::int64_t value);
  bool append_hex(std::uint64_t value, unsigned digits);
  std::string_view view() const { return {bytes_.begin(), bytes_.size()}; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  void clear() { bytes_.clear(); }
  void truncate(std::size_t size) { bytes_.truncate(size); }

 private:
  Vec<char> bytes_;
};

}  // namespace bartizan::base
