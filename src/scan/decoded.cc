#include "scan/decoded.h"

#include <algorithm>
#include <cstring>

#include "base/le.h"
#include "base/reader.h"
#include "codec/checksum.h"

namespace bartizan::scan {
namespace {

using codec::Charge;
using codec::Method;
using codec::State;

constexpr std::size_t kInputWindow = 64 * base::kKiB;
// Pieces of the first pass, and of later ones: identification looks at up to 1 MiB from a member's
// front before a parser starts there again, which must not mean decoding again.
constexpr std::size_t kPiece = 128 * base::kKiB;
constexpr std::size_t kSlidingPiece = base::kMiB;
// Decoding a byte again costs about a quarter of an abstract step.
constexpr std::uint64_t kBytesPerStep = 4;
// Longest run of magic that begins_stream() looks at.
constexpr std::size_t kMagicBytes = 13;

// Every level of nesting may hold its share at once.
std::uint64_t share(const base::Limits& limits) {
  return limits.held / std::max<std::uint32_t>(limits.nesting, 1);
}

bool starts_with(std::span<const std::byte> bytes, std::string_view magic) {
  return base::text_of(bytes).starts_with(magic);
}

// The .lzma header has no magic; LZMA Utils write lc=3 lp=0 pb=2 (0x5D), a dictionary of 2^n or
// 2^n + 2^(n-1), and a size that is unknown or below 256 GiB (liblzma, lzma_decoder for .lzma).
bool is_lzma_alone(std::span<const std::byte> bytes) {
  if (bytes.size() < 13 || bytes[0] != std::byte{0x5D}) return false;
  const auto dictionary = base::le_at<std::uint32_t>(bytes, 1);
  const auto size = base::le_at<std::uint64_t>(bytes, 5);
  const std::uint32_t low = dictionary & (0U - dictionary);
  const bool power = dictionary != 0 && (dictionary == low || dictionary == low * 3);
  return (power || dictionary == UINT32_MAX) && dictionary >= 4096 &&
         (size == UINT64_MAX || size < (std::uint64_t{1} << 38));
}

}  // namespace

bool begins_skippable(std::span<const std::byte> bytes) {
  return bytes.size() >= 8 && (base::le_at<std::uint32_t>(bytes, 0) & ~0xFU) == 0x184D2A50;
}

bool begins_stream(Method method, std::span<const std::byte> bytes) {
  using namespace std::string_view_literals;
  switch (method) {
    case Method::deflate:
      return false;
    case Method::zlib:  // RFC 1950 2.2: method 8, window of at most 32 KiB, check bits, no
                        // dictionary
      return bytes.size() >= 2 && (std::to_integer<unsigned>(bytes[0]) & 0x8F) == 0x08 &&
             base::be_at<std::uint16_t>(bytes, 0) % 31 == 0 &&
             (std::to_integer<unsigned>(bytes[1]) & 0x20) == 0;
    case Method::gzip:
      return starts_with(bytes, "\x1f\x8b\x08"sv);
    case Method::bz2:
      return bytes.size() >= 10 && starts_with(bytes, "BZh"sv) && bytes[3] >= std::byte{'1'} &&
             bytes[3] <= std::byte{'9'} &&
             (starts_with(bytes.subspan(4), "\x31\x41\x59\x26\x53\x59"sv) ||
              starts_with(bytes.subspan(4), "\x17\x72\x45\x38\x50\x90"sv));
    case Method::xz:
      return starts_with(bytes, "\xfd\x37zXZ\0"sv);
    case Method::lzma_alone:
      return is_lzma_alone(bytes);
    case Method::zstd:
      return starts_with(bytes, "\x28\xb5\x2f\xfd"sv) || begins_skippable(bytes);
    case Method::lz4:
      return starts_with(bytes, "\x04\x22\x4d\x18"sv) || begins_skippable(bytes);
  }
  return false;
}

DecodeStream::DecodeStream(base::Budget& budget, base::Source& input, Method method, Join join,
                           Charge charge)
    : budget_(&budget),
      source_(&input),
      decoder_(budget, method, charge),
      join_(join),
      streams_(budget),
      window_(budget) {}

void DecodeStream::restart() {
  decoder_.reset(true);
  state_ = State::more;
  starved_ = false;
  at_ = stream_begin_ = produced_ = 0;
  streams_.clear();
}

// The input from `offset`, as far as the window reaches; empty at the end or when it cannot be had.
std::span<const std::byte> DecodeStream::input(std::uint64_t offset) {
  if (offset >= source_->size()) return {};
  if (const auto all = source_->memory(); !all.empty()) return all.subspan(offset);
  // Refilled when what is left is too short for a magic.
  const std::uint64_t reach = std::min<std::uint64_t>(kMagicBytes, source_->size() - offset);
  if (offset < window_range_.offset || offset + reach > window_range_.end()) {
    const std::uint64_t n = std::min<std::uint64_t>(kInputWindow, source_->size() - offset);
    window_range_ = {};
    if (!window_.try_resize(kInputWindow) ||
        !source_->read(offset, window_.span().first(static_cast<std::size_t>(n)))) {
      return {};
    }
    window_range_ = {offset, n};
  }
  return std::span<const std::byte>(window_.span())
      .subspan(static_cast<std::size_t>(offset - window_range_.offset),
               static_cast<std::size_t>(window_range_.end() - offset));
}

// After the end of a stream: whether the loader goes on with another one.
bool DecodeStream::next_stream() {
  if (join_ == Join::single || decoder_.method() == Method::zlib) return false;
  std::uint64_t at = at_;
  auto bytes = input(at);
  // gzip(1) and Python skip zeros between members; xz pads streams with them (.xz format 2.2).
  if (decoder_.method() == Method::gzip || decoder_.method() == Method::xz) {
    while (!bytes.empty() && bytes[0] == std::byte{0}) {
      std::size_t zeros = 0;
      while (zeros < bytes.size() && bytes[zeros] == std::byte{0}) ++zeros;
      at += zeros;
      if (!budget_->charge_steps(zeros / kBytesPerStep + 1)) return false;
      bytes = input(at);
    }
    if (at == source_->size()) at_ = at;  // padding up to the end belongs to the format
  }
  if (!begins_stream(decoder_.method(), bytes)) return false;
  at_ = stream_begin_ = at;
  decoder_.reset();
  return true;
}

std::size_t DecodeStream::read(std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size() && !ended()) {
    const auto bytes = input(at_);
    const codec::Step step = decoder_.step(bytes, out.subspan(filled));
    at_ += step.consumed;
    filled += step.produced;
    if (step.state == State::done) {
      if (keeps_streams_ && !streams_.try_push({stream_begin_, at_ - stream_begin_})) {
        state_ = State::limit;
      } else if (!budget_->charge_steps()) {
        state_ = State::limit;
      } else if (!next_stream()) {
        state_ = State::done;
      }
    } else if (step.state != State::more) {
      state_ = step.state;
    } else if (step.consumed == 0 && step.produced == 0) {
      starved_ = true;  // nothing moves any more: the input ended, or could not be read
    }
  }
  produced_ += filled;
  return filled;
}

DecodedSource::DecodedSource(base::Budget& budget, base::Source& input, Method method, Join join)
    : budget_(&budget),
      counter_(budget, input, method, join, Charge::output),
      again_(budget, input, method, join, Charge::nothing),
      held_(budget) {
  counter_.keep_streams();
  for (auto* windows : {&tail_, &sliding_}) {
    for (Window& window : *windows) window.bytes = base::Vec<std::byte>(budget);
  }
}

bool DecodedSource::advance(DecodeStream& stream, Window& window, std::size_t piece) {
  window.offset = stream.produced();
  window.size = 0;
  if (!window.bytes.try_resize(piece)) return false;
  window.size = stream.read(window.bytes.span());
  return window.size > 0;
}

void DecodedSource::open() {
  const std::uint64_t most = share(budget_->limits());
  bool holding = true;
  std::size_t turn = 0;
  while (advance(counter_, tail_[turn], kPiece)) {
    const Window& piece = tail_[turn];
    const auto bytes = std::span<const std::byte>(piece.bytes.span()).first(piece.size);
    crc_ = codec::crc32(crc_, bytes);
    if (holding && (held_.size() + bytes.size() > most || !held_.try_append(bytes))) {
      holding = false;
      held_.release();
    }
    turn ^= 1;
  }
  tail_[turn].size = 0;
  state_ = counter_.state();
  size_ = counter_.produced();
  consumed_ = counter_.consumed();
  if (holding) {
    for (Window& window : tail_) {
      window.bytes.release();
      window.size = 0;
    }
  }
}

void DecodedSource::trust(std::uint64_t size) {
  size_ = size;
  trusted_ = true;
  state_ = State::done;
}

bool DecodedSource::cheap(std::uint64_t offset) const {
  if (!held_.empty()) return true;
  for (const auto* windows : {&sliding_, &tail_}) {
    for (const Window& window : *windows) {
      if (window.holds(offset)) return true;
    }
  }
  return offset == size_;
}

const DecodedSource::Window* DecodedSource::find(std::uint64_t offset) {
  for (auto* windows : {&sliding_, &tail_}) {
    for (const Window& window : *windows) {
      if (window.holds(offset)) return &window;
    }
  }
  if (offset < again_.produced()) again_.restart();
  while (true) {
    Window& window = sliding_[oldest_];
    // A trusted stream is read at its front; the first window need not be large.
    const std::size_t piece = trusted_ && again_.produced() == 0 ? kPiece : kSlidingPiece;
    if (!budget_->charge_steps(piece / kBytesPerStep) || !advance(again_, window, piece)) {
      return nullptr;
    }
    oldest_ ^= 1;
    if (window.holds(offset)) return &window;
  }
}

bool DecodedSource::read(std::uint64_t offset, std::span<std::byte> out) {
  BZ_CHECK(offset <= size_ && out.size() <= size_ - offset);
  if (!held_.empty()) {
    if (!out.empty())
      std::memcpy(out.data(), held_.span().subspan(offset, out.size()).data(), out.size());
    return true;
  }
  while (!out.empty()) {
    const Window* window = find(offset);
    if (window == nullptr) return false;
    const auto from = static_cast<std::size_t>(offset - window->offset);
    const std::size_t n = std::min(out.size(), window->size - from);
    std::memcpy(out.data(), window->bytes.span().subspan(from, n).data(), n);
    out = out.subspan(n);
    offset += n;
  }
  return true;
}

}  // namespace bartizan::scan
