#include "sandbox/frame.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/le.h"

namespace bartizan::sandbox {
namespace {

template <typename T>
std::array<std::byte, sizeof(T)> little_endian(T value) {
  std::array<std::byte, sizeof(T)> bytes;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bytes[i] = static_cast<std::byte>(value >> (8 * i) & 0xff);
  }
  return bytes;
}

}  // namespace

void FrameWriter::begin(std::uint8_t type) {
  if (used_ > kMaxFrame) flush();
  building_ = used_;
  overflow_ = false;
  u8(type);
  u32(0);
}

void FrameWriter::put(std::span<const std::byte> value) {
  if (overflow_ || value.size() > kMaxFrame - (building_ - used_)) {
    overflow_ = true;
    return;
  }
  std::ranges::copy(value, std::span(buffer_).subspan(building_).begin());
  building_ += value.size();
}

void FrameWriter::u8(std::uint8_t value) { put(std::array{static_cast<std::byte>(value)}); }
void FrameWriter::u32(std::uint32_t value) { put(little_endian(value)); }
void FrameWriter::u64(std::uint64_t value) { put(little_endian(value)); }
void FrameWriter::bytes(std::span<const std::byte> value) {
  u32(static_cast<std::uint32_t>(std::min(value.size(), kMaxFrame)));
  put(value.first(std::min(value.size(), kMaxFrame)));
}

bool FrameWriter::end() {
  if (overflow_) return false;
  const auto length = little_endian(static_cast<std::uint32_t>(building_ - used_ - kFrameHeader));
  std::ranges::copy(length, std::span(buffer_).subspan(used_ + 1).begin());
  used_ = building_;
  return true;
}

void FrameWriter::flush() {
  write_all(std::span(buffer_).first(used_));
  used_ = building_ = 0;
}

void FrameWriter::write_all(std::span<const std::byte> value) {
  while (!value.empty()) {
    const ssize_t n = ::write(fd_, value.data(), value.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    value = value.subspan(static_cast<std::size_t>(n));
  }
}

bool FrameReader::feed(std::span<const std::byte> bytes) {
  total_ += bytes.size();
  if (total_ > kMaxReport) return false;
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
  at_ = 0;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  if (buffer_.size() < kFrameHeader) return true;
  return base::load_le<std::uint32_t>(std::span(buffer_).subspan(1).data()) <= kMaxFrame;
}

std::optional<Frame> FrameReader::next() {
  const auto rest = std::span<const std::byte>(buffer_).subspan(at_);
  if (rest.size() < kFrameHeader) return std::nullopt;
  const std::size_t length = base::load_le<std::uint32_t>(rest.subspan(1).data());
  if (length > kMaxFrame || rest.size() - kFrameHeader < length) return std::nullopt;
  at_ += kFrameHeader + length;
  return Frame{static_cast<std::uint8_t>(rest[0]), rest.subspan(kFrameHeader, length)};
}

}  // namespace bartizan::sandbox
