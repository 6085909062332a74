// Decoded bytes: a compressed stream seen as a Source of its own.
//
// What it is: DecodeStream strings concatenated streams together as the loaders of each method do;
// DecodedSource puts random access on top: small results are held in memory, larger ones are
// decoded again through a bounded window (forward reading is cheap, going back starts anew and is
// charged as steps). What it is not: a parser; flaws are told by state(). Neither owns the
// compressed source, which must outlive it. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/budget.h"
#include "base/source.h"
#include "base/span_map.h"
#include "base/vec.h"
#include "codec/codec.h"

namespace bartizan::scan {

// Whether a second stream behind the first belongs to the result.
enum class Join : std::uint8_t {
  single,  // ZIP members, zlib: one stream, the rest is not read
  loader,  // as the loaders of the method do: gzip members, bz2, xz, lzma, zstd and lz4 frames
};

// Where the first stream of `method` begins at the front of `bytes`, by its magic.
bool begins_stream(codec::Method method, std::span<const std::byte> bytes);
// A zstd or lz4 frame that decoders pass over (RFC 8878 3.1.2; LZ4 Frame format, "Skippable
// Frames").
bool begins_skippable(std::span<const std::byte> bytes);

class DecodeStream {
 public:
  DecodeStream(base::Budget& budget, base::Source& input, codec::Method method, Join join,
               codec::Charge charge);
  DecodeStream(const DecodeStream&) = delete;
  DecodeStream& operator=(const DecodeStream&) = delete;

  // Fills `out`; fewer bytes only at the end or at a flaw.
  std::size_t read(std::span<std::byte> out);
  // more: not at the end yet; or, when read() returned fewer bytes, the input ended too early.
  codec::State state() const { return state_; }
  bool ended() const { return state_ != codec::State::more || starved_; }
  // Input bytes that belong to the streams read so far, padding between them included.
  std::uint64_t consumed() const { return at_; }
  std::uint64_t produced() const { return produced_; }
  // The streams that ended, as ranges of the input; only kept on request.
  void keep_streams() { keeps_streams_ = true; }
  std::span<const base::Range> streams() const { return streams_.span(); }
  // From the beginning again.
  void restart();

 private:
  std::span<const std::byte> input(std::uint64_t offset);
  bool next_stream();

  base::Budget* budget_;
  base::Source* source_;
  codec::Decoder decoder_;
  Join join_;
  codec::State state_ = codec::State::more;
  bool starved_ = false;
  bool keeps_streams_ = false;
  std::uint64_t at_ = 0;
  std::uint64_t stream_begin_ = 0;
  std::uint64_t produced_ = 0;
  base::Vec<base::Range> streams_;
  base::Vec<std::byte> window_;
  base::Range window_range_;
};

class DecodedSource final : public base::Source {
 public:
  DecodedSource(base::Budget& budget, base::Source& input, codec::Method method, Join join);

  // Decodes everything once: afterwards size() is known, and the CRC-32 of all bytes.
  void open();
  // Believes a declared size and decodes only what is read; for payload of which only the front is
  // looked at. A stream that ends earlier makes read() fail.
  void trust(std::uint64_t size);

  // done: complete. more: the input ended in the middle of a stream. error, unsupported, limit: why
  // it went no further; size() counts what came before.
  codec::State state() const { return state_; }
  std::uint64_t consumed() const { return consumed_; }
  std::span<const base::Range> streams() const { return counter_.streams(); }
  std::uint32_t crc() const { return crc_; }

  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::byte> out) override;
  std::span<const std::byte> memory() const override { return held_.span(); }
  bool front_only() const override { return trusted_; }
  bool cheap(std::uint64_t offset) const override;

 private:
  struct Window {
    base::Vec<std::byte> bytes;
    std::uint64_t offset = 0;
    std::size_t size = 0;
    bool holds(std::uint64_t at) const { return at >= offset && at - offset < size; }
  };
  // Decodes the next `piece` bytes into `window`; false at the end.
  bool advance(DecodeStream& stream, Window& window, std::size_t piece);
  const Window* find(std::uint64_t offset);

  base::Budget* budget_;
  DecodeStream counter_;  // the first pass
  DecodeStream again_;    // later passes, paid for as steps
  base::Vec<std::byte> held_;
  // The last two pieces of the first pass hold the tail, which identification wants next; the other
  // two slide along with reading.
  std::array<Window, 2> tail_;
  std::array<Window, 2> sliding_;
  std::size_t oldest_ = 0;
  bool trusted_ = false;
  codec::State state_ = codec::State::more;
  std::uint64_t size_ = 0;
  std::uint64_t consumed_ = 0;
  std::uint32_t crc_ = 0;
};

}  // namespace bartizan::scan
