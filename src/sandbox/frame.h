// Frames: the worker's one way to speak: u8 type, u32 length (little-endian), payload.
//
// What it is: a buffered writer for the child and an incremental reader for the parent, which
// bounds what it accepts. What it is not: the meaning of frames (run/wire.h). Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bartizan::sandbox {

// A frame holds at most one piece of evidence or one batch of spans.
inline constexpr std::size_t kMaxFrame = 1 << 20;
inline constexpr std::size_t kFrameHeader = 5;
// Everything one worker may say about one file.
inline constexpr std::uint64_t kMaxReport = std::uint64_t{512} << 20;

// Writes to a descriptor; allocates nothing after construction and never fails loudly: when the
// parent is gone the worker has nobody to tell.
class FrameWriter {
 public:
  explicit FrameWriter(int fd) : fd_(fd) {}
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  // Frames are built field by field; one that would pass kMaxFrame is dropped whole, and end()
  // returns false.
  void begin(std::uint8_t type);
  void u8(std::uint8_t value);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void bytes(std::span<const std::byte> value);  // u32 length, then the bytes
  bool end();
  void flush();

 private:
  void put(std::span<const std::byte> value);
  void write_all(std::span<const std::byte> value);

  int fd_;
  std::size_t used_ = 0;      // bytes of complete frames waiting in the buffer
  std::size_t building_ = 0;  // end of the frame under construction
  bool overflow_ = false;
  std::array<std::byte, 2 * kMaxFrame> buffer_;
};

struct Frame {
  std::uint8_t type = 0;
  std::span<const std::byte> payload;
};

// Takes bytes as they come and hands out whole frames.
class FrameReader {
 public:
  // False when the stream is not made of frames or is longer than kMaxReport.
  bool feed(std::span<const std::byte> bytes);
  // The next whole frame; valid until the next feed().
  std::optional<Frame> next();
  // Bytes of a frame that never ended.
  bool has_rest() const { return at_ < buffer_.size(); }

 private:
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace bartizan::sandbox
