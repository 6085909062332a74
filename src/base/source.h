// Source: a sized sequence of bytes that can be read at any offset.
//
// What it is: the only door through which bytes reach the core. What it is not: a file; whoever
// owns descriptors (the worker) or decoders (scan/decoded.h) implements it. A Source does not own
// its readers and must outlive them. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/result.h"

namespace bartizan::base {

class Source {
 public:
  virtual std::uint64_t size() const = 0;
  // Fills `out` from `offset` (offset + out.size() <= size()). False when the bytes could not be
  // had.
  virtual bool read(std::uint64_t offset, std::span<std::byte> out) = 0;
  // All bytes at once where they lie in memory anyway, else empty.
  virtual std::span<const std::byte> memory() const { return {}; }
  // True for tensor payload that is decoded on demand: bytes far from the front cost more than they
  // tell, so only the front is probed (docs/limits.md, payload_probe).
  virtual bool front_only() const { return false; }
  // False where reading at `offset` decodes everything before it again: bytes that are only looked
  // at to identify a member are not worth that.
  virtual bool cheap(std::uint64_t) const { return true; }

 protected:
  ~Source() = default;
};

// Bytes somebody else owns, in memory.
class MemorySource final : public Source {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    BZ_CHECK(offset <= bytes_.size() && out.size() <= bytes_.size() - offset);
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
    return true;
  }
  std::span<const std::byte> memory() const override { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

// A contiguous part of another source.
class SliceSource final : public Source {
 public:
  // Requires offset + size <= parent.size().
  SliceSource(Source& parent, std::uint64_t offset, std::uint64_t size)
      : parent_(&parent), offset_(offset), size_(size) {
    BZ_CHECK(offset <= parent.size() && size <= parent.size() - offset);
  }
  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    BZ_CHECK(offset <= size_ && out.size() <= size_ - offset);
    return parent_->read(offset_ + offset, out);
  }
  std::span<const std::byte> memory() const override {
    const auto all = parent_->memory();
    return all.empty() ? all : all.subspan(offset_, size_);
  }
  bool front_only() const override { return parent_->front_only(); }
  bool cheap(std::uint64_t offset) const override { return parent_->cheap(offset_ + offset); }

 private:
  Source* parent_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

}  // namespace bartizan::base
