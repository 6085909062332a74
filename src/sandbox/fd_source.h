// FdSource: a read-only descriptor as a base::Source, read by pread in the caller's windows.
//
// Never mapped, so that a file cut short under our hands is a short read and not a signal. Does not
// own the descriptor. One thread.
#pragma once

#include "base/source.h"

namespace bartizan::sandbox {

class FdSource final : public base::Source {
 public:
  FdSource(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  int fd_;
  std::uint64_t size_;
};

}  // namespace bartizan::sandbox
